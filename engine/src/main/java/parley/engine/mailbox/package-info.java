/** What waits for an actor that falls behind, bounded. Starting point: {@link parley.engine.mailbox.SheddingMailbox}. */
@NullMarked
package parley.engine.mailbox;

import org.jspecify.annotations.NullMarked;
