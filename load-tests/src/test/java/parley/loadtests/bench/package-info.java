/** Tests of the benchmark that measure nothing. */
package parley.loadtests.bench;
