/** What the engine says to clients, through the hub of the gateway node that holds their connections. */
@NullMarked
package parley.engine.client;

import org.jspecify.annotations.NullMarked;
