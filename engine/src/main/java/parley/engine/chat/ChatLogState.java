package parley.engine.chat;

import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.ChatState;
import parley.engine.journal.Epoch;
import parley.engine.journal.Epoched;
import parley.engine.journal.JournalEntry;

/**
 * What a {@link ChatLog} recovers to, and what its snapshots hold. Immutable.
 *
 * @param epoch of the last entry; {@link Epoch#NONE} when there is none
 */
record ChatLogState(ChatState chat, long epoch) implements Epoched {

    static final ChatLogState EMPTY = new ChatLogState(ChatState.EMPTY, Epoch.NONE);

    ChatLogState evolve(JournalEntry entry, ChatLimits limits) {
        return new ChatLogState(chat.evolve(entry.event(), limits), entry.epoch());
    }
}
