/**
 * The HTTP API on Akka HTTP: accounts, history, documents and the web client. Starting points: {@link
 * parley.gateway.http.HttpServer}, {@code Router}, {@code Call}.
 */
@NullMarked
package parley.gateway.http;

import org.jspecify.annotations.NullMarked;
