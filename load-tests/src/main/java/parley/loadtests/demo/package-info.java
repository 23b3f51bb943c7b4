/**
 * Shows a living system: a play whose characters talk in the groups of its scenes, and a comparison of what they sent with what each of
 * them can read. Starting point: {@link parley.loadtests.demo.Demo}.
 */
@NullMarked
package parley.loadtests.demo;

import org.jspecify.annotations.NullMarked;
