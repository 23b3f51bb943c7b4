/**
 * Who may answer for a shard of chats: leases of nodes, which say who is alive, and tokens of shards, which grow with each
 * acquisition and from which the epochs of journal entries are made.
 */
@NullMarked
package parley.engine.lease;

import org.jspecify.annotations.NullMarked;
