/**
 * What Parley costs and how it compares: the cost ledger with its yardsticks, and pairs of runs against a peer. Starting points: {@link
 * parley.loadtests.bench.Bench}, {@link parley.loadtests.bench.Comparison}, {@link parley.loadtests.bench.Ledger}.
 */
@NullMarked
package parley.loadtests.bench;

import org.jspecify.annotations.NullMarked;
