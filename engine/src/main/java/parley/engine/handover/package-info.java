/** How a node that leaves gives its shards away: a few at a time, while it still works. */
@NullMarked
package parley.engine.handover;

import org.jspecify.annotations.NullMarked;
