/** What a node logs. Starting point: {@link parley.server.logging.LogLevels}. */
@NullMarked
package parley.server.logging;

import org.jspecify.annotations.NullMarked;
