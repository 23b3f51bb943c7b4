/**
 * What can go wrong around a cluster, made to happen from outside. Starting point: {@link parley.loadtests.faults.TcpProxy}, which
 * stands between two ends of TCP connections and ill-treats them.
 */
@NullMarked
package parley.loadtests.faults;

import org.jspecify.annotations.NullMarked;
