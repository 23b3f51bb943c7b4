/**
 * The composition root: a node is {@link parley.server.Main}, which reads the configuration, and {@link parley.server.Wiring},
 * which puts the modules together. A cluster of nodes on one machine is {@code parley.server.local}.
 */
@NullMarked
package parley.server;

import org.jspecify.annotations.NullMarked;
