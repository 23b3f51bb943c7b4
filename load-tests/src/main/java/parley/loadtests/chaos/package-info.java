/** A cluster under load, faults put into it one after the other, and the verdict of the checker: {@code ./parley chaos}. */
@NullMarked
package parley.loadtests.chaos;

import org.jspecify.annotations.NullMarked;
