/** Small parts of the engine, each measured alone (JMH). How whole clusters do is measured by {@code load-tests}. */
@org.jspecify.annotations.NullMarked
package parley.benchmarks;
