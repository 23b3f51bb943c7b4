/** Snapshots of the chats in Cassandra. Starting point: {@link parley.persistence.snapshot.CassandraSnapshotStore}. */
@NullMarked
package parley.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
