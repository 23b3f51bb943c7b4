/**
 * Cassandra behind the engine's ports. Starting points: {@link parley.persistence.CassandraStore} (one a node), {@link
 * parley.persistence.schema.Schema}, {@link parley.persistence.journal.CassandraJournal}, {@link
 * parley.persistence.embedded.EmbeddedCassandra}.
 */
@NullMarked
package parley.persistence;

import org.jspecify.annotations.NullMarked;
