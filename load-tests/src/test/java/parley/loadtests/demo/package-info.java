/** Tests of the demo: its play, its comparison, and a whole run against a server in memory. */
@NullMarked
package parley.loadtests.demo;

import org.jspecify.annotations.NullMarked;
