package parley.engine.journal;

import parley.engine.chat.domain.ChatEvent;

/**
 * What {@code ChatLog} persists for each event: one row of the journal.
 *
 * @param epoch of the incarnation that wrote it
 * @param previousEpoch of the entry with the seq before; {@link Epoch#NONE} for the first entry
 * @param messages how many messages the chat has up to and including this entry
 */
public record JournalEntry(long epoch, long previousEpoch, long messages, ChatEvent event) implements Epoched {}
