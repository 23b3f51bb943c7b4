/**
 * A cluster on one machine: {@link parley.server.local.LocalCluster} runs the database and the nodes as child processes and stops
 * them in order. Nothing outlives it: each child watches its standard input, whose other end is held here. What a running cluster
 * is made of stands in its data directory ({@link parley.server.local.DataDirectory}), for those who ask.
 */
@NullMarked
package parley.server.local;

import org.jspecify.annotations.NullMarked;
