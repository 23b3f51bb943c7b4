/** The edge: WebSockets, the HTTP API, authentication and the wire protocol. Starting points: {@code Gateway}, {@code ws.WebSocketServer}, {@code ws.Connection}, {@code wire.FrameCodec}. */
@NullMarked
package parley.gateway;

import org.jspecify.annotations.NullMarked;
