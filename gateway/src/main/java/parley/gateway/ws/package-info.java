/** The socket side: Netty, connections, and the hub through which the engine reaches them. Starting points: {@link parley.gateway.ws.WebSocketServer}, {@code Connection}, {@code ConnectionHub}. */
@NullMarked
package parley.gateway.ws;

import org.jspecify.annotations.NullMarked;
