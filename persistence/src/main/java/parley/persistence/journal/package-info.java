/**
 * The chats' log in Cassandra. Starting points: {@link parley.engine.journal.ChainResolver}, the rule that says which rows
 * are entries; {@link parley.persistence.journal.CassandraJournal}, what writes and replays them; {@link
 * parley.persistence.journal.CassandraChatHistory}, what reads slices; {@link parley.persistence.journal.WriteAheadLog}, by which many
 * chats, and their receipts, share a write.
 */
@NullMarked
package parley.persistence.journal;

import org.jspecify.annotations.NullMarked;
