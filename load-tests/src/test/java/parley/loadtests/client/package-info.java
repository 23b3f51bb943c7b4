/** Tests of the client against a server that follows a script. */
@NullMarked
package parley.loadtests.client;

import org.jspecify.annotations.NullMarked;
