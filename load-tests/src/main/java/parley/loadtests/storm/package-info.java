/**
 * The reconnect storm: very many clients of a cluster are cut at once and come back. Starting points: {@link
 * parley.loadtests.storm.Storm}, {@link parley.loadtests.storm.LeanClient}.
 */
@NullMarked
package parley.loadtests.storm;

import org.jspecify.annotations.NullMarked;
