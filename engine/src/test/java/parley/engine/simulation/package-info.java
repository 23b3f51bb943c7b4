/**
 * The engine's own code in a world without time, network and disk: one thread runs everything, in an order that a seed decides.
 * Starting points: {@link parley.engine.simulation.SimulationTest}, {@link parley.engine.simulation.World}.
 */
@NullMarked
package parley.engine.simulation;

import org.jspecify.annotations.NullMarked;
