/**
 * Gatling simulations, and what they are made of: the protocol as steps of a Gatling scenario ({@link parley.loadtests.gatling.Parley}), on top
 * of Gatling's WebSocket DSL. Starting points: {@link parley.loadtests.gatling.DirectSimulation}, {@link parley.loadtests.gatling.Run}.
 */
@NullMarked
package parley.loadtests.gatling;

import org.jspecify.annotations.NullMarked;
