/**
 * The reconnect storm: very many clients of a cluster are cut at once and come back; or all nodes
 * are restarted while they talk. Starting points: {@link parley.loadtests.storm.Storm}, {@link parley.loadtests.storm.RollUnderLoad}, {@link
 * parley.loadtests.storm.LeanClient}.
 */
@NullMarked
package parley.loadtests.storm;

import org.jspecify.annotations.NullMarked;
