/** The web client in a real browser: its logic, its views against a scripted server, and people on a real cluster. */
@NullMarked
package parley.system.browser;

import org.jspecify.annotations.NullMarked;
