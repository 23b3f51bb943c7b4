/**
 * The chats' log in Cassandra. Starting points: {@link parley.engine.journal.ChainResolver}, the rule that says which rows
 * are entries; {@link parley.persistence.journal.CassandraJournal}, what writes and replays them; {@link
 * parley.persistence.journal.CassandraChatHistory}, what reads slices.
 */
@NullMarked
package parley.persistence.journal;

import org.jspecify.annotations.NullMarked;
