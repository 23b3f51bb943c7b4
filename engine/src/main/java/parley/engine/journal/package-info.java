/**
 * What is stored of a chat's log: entries with the epoch of the incarnation that wrote them, the port that reads them back, and
 * {@link parley.engine.journal.ChainResolver}, the rule that says which of the rows in a store are entries.
 */
@NullMarked
package parley.engine.journal;

import org.jspecify.annotations.NullMarked;
