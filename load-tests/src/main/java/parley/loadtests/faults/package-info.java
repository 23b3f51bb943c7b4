/**
 * What can go wrong around a cluster, made to happen from outside. {@link parley.loadtests.faults.RunningCluster} runs the product
 * and undoes every {@link parley.loadtests.faults.Fault}; {@link parley.loadtests.faults.TcpProxy} stands between two ends of TCP
 * connections and ill-treats them.
 */
@NullMarked
package parley.loadtests.faults;

import org.jspecify.annotations.NullMarked;
