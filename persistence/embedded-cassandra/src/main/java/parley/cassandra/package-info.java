/** The main class of the Cassandra child process. Starting point: {@link parley.cassandra.CassandraChild}. */
@NullMarked
package parley.cassandra;

import org.jspecify.annotations.NullMarked;
