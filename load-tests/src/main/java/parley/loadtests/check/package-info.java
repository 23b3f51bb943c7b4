/**
 * Records what the clients of a run say and hear, and checks it afterwards against what Parley promises ({@code docs/delivery.md}). Starting
 * point: {@link parley.loadtests.check.Recorder}.
 */
@NullMarked
package parley.loadtests.check;

import org.jspecify.annotations.NullMarked;
