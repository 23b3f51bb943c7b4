/** How the parts of a node measure: the same buckets for all durations, and how long messages wait. */
@NullMarked
package parley.engine.meter;

import org.jspecify.annotations.NullMarked;
