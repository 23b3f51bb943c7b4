/** What is stored of a chat's log: entries with the epoch of the incarnation that wrote them, and the port that reads them back. */
@NullMarked
package parley.engine.journal;

import org.jspecify.annotations.NullMarked;
