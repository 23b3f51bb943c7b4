/** TLS from PEM files, for whoever listens or connects. Starting point: {@link parley.engine.tls.TlsFiles}. */
@NullMarked
package parley.engine.tls;

import org.jspecify.annotations.NullMarked;
