/** Who is connected: tokens, devices and origins, for the socket and the HTTP API alike. Starting point: {@link parley.gateway.auth.TokenVerifier}. */
@NullMarked
package parley.gateway.auth;

import org.jspecify.annotations.NullMarked;
