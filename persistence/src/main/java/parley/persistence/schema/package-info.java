/** The tables, in versions, and what brings a keyspace to the newest. Starting point: {@link parley.persistence.schema.Schema}. */
@NullMarked
package parley.persistence.schema;

import org.jspecify.annotations.NullMarked;
