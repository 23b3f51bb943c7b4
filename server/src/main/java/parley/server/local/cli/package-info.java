/** What {@code ./parley} does in Java: start, stop and show a local cluster. Starting point: {@link parley.server.local.cli.ParleyCommand}. */
@NullMarked
package parley.server.local.cli;

import org.jspecify.annotations.NullMarked;
