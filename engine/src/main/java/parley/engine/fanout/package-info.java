/** How a chat reaches whoever is connected: one envelope to each node, and from there to the local slots. Starting points: {@link parley.engine.fanout.FanOut}, {@link parley.engine.fanout.FanOutProtocol}. */
@NullMarked
package parley.engine.fanout;

import org.jspecify.annotations.NullMarked;
