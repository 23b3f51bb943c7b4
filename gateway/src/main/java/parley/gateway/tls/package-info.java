/** TLS between clients and a node's listeners. Starting point: {@link parley.gateway.tls.ListenerTls}. */
@NullMarked
package parley.gateway.tls;

import org.jspecify.annotations.NullMarked;
