/**
 * Tests Parley from outside: nothing here knows the server's code, and only the demo the SDK's. Starting points: {@link
 * parley.loadtests.client.WireClient}, {@link parley.loadtests.demo.Demo}.
 */
@NullMarked
package parley.loadtests;

import org.jspecify.annotations.NullMarked;
