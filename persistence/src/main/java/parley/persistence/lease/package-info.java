/** Who holds which shard, by lightweight transactions. Starting point: {@link parley.persistence.lease.CassandraShardTokens}. */
@NullMarked
package parley.persistence.lease;

import org.jspecify.annotations.NullMarked;
