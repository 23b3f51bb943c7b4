/** Tests of what records and checks runs. */
@NullMarked
package parley.loadtests.check;

import org.jspecify.annotations.NullMarked;
