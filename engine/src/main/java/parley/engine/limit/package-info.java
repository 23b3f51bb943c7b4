/** Bounds and how often they are reached. Starting point: {@link parley.engine.limit.LimitReached}. */
@NullMarked
package parley.engine.limit;

import org.jspecify.annotations.NullMarked;
