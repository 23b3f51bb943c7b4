/** The JavaScript SDK where it runs beside browsers: in Node, which Playwright brings along. */
@NullMarked
package parley.system.sdk;

import org.jspecify.annotations.NullMarked;
