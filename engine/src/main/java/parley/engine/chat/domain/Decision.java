package parley.engine.chat.domain;

import java.util.List;

/** What a chat makes of a command. */
public sealed interface Decision {

    /** These events, in one write; none if what was asked is so already. */
    record Accepted(List<ChatEvent> events) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** A retry: the first answer again, nothing is written. */
    record Duplicate(long seq, long messages, long at) implements Decision {}

    record Rejected(ChatRejection reason) implements Decision {}

    /**
     * The key is not among the remembered ones, but the log from {@code fromSeq} to {@code toSeq} may hold it: search there
     * first; if it is not there, decide the command again with {@code since} raised to {@code toSeq}.
     */
    record SearchFirst(long fromSeq, long toSeq) implements Decision {}

    /** Not decided: one that came before it in its order is searched for first. */
    enum Behind implements Decision {
        INSTANCE
    }
}
