/**
 * How a node writes its logs: for a person or, with {@code PARLEY_LOG_FORMAT=json}, for a machine. Starting point: {@link
 * parley.server.logging.LogLines}, which the {@code logback*.xml} name.
 */
@NullMarked
package parley.server.logging;

import org.jspecify.annotations.NullMarked;
