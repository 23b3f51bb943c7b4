/** Clients that mean no good: what the socket and the HTTP API answer to frames and tokens that are none. */
@NullMarked
package parley.loadtests.vandal;

import org.jspecify.annotations.NullMarked;
