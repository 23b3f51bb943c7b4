/** Tests of what ill-treats a cluster. */
@NullMarked
package parley.loadtests.faults;

import org.jspecify.annotations.NullMarked;
