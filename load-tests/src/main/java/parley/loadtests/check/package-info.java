/**
 * Records what the clients of a run say and hear, and checks it afterwards against what Parley promises ({@code docs/delivery.md}). Starting
 * points: {@link parley.loadtests.check.Recorder}, {@link parley.loadtests.check.Checker}.
 */
@NullMarked
package parley.loadtests.check;

import org.jspecify.annotations.NullMarked;
