/**
 * A real Cassandra as a child process, for one machine: tests and the local cluster. Starting point: {@link
 * parley.persistence.embedded.EmbeddedCassandra}.
 */
@NullMarked
package parley.persistence.embedded;

import org.jspecify.annotations.NullMarked;
