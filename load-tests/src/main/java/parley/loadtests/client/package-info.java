/**
 * A client of the Parley protocol, written from {@code docs/protocol.md} alone and sharing no code with the server: where it and the
 * server disagree, a client somewhere would break. Starting points: {@link parley.loadtests.client.WireClient}, {@link
 * parley.loadtests.client.HttpApi}.
 */
@NullMarked
package parley.loadtests.client;

import org.jspecify.annotations.NullMarked;
