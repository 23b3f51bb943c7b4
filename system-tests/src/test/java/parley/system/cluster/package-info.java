/** Several nodes of the engine in one JVM, on a real Cassandra. */
@NullMarked
package parley.system.cluster;

import org.jspecify.annotations.NullMarked;
