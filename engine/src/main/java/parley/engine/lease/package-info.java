/** Who owns a shard: tokens that grow with each acquisition, from which the epochs of journal entries are made. */
@NullMarked
package parley.engine.lease;

import org.jspecify.annotations.NullMarked;
