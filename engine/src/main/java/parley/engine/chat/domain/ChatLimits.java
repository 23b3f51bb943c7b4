package parley.engine.chat.domain;

/**
 * What bounds a chat's state and work.
 *
 * @param membersMax members of a group
 * @param dedupeKeysMax keys remembered in the state
 * @param searchEntriesMax how far back the log is searched for a key that is no longer remembered
 */
public record ChatLimits(int membersMax, int dedupeKeysMax, int searchEntriesMax) {

    public static final ChatLimits DEFAULT = new ChatLimits(1_000, 1_000, 10_000);

    public ChatLimits {
        if (membersMax < 2 || dedupeKeysMax < 1 || searchEntriesMax < 1) {
            throw new IllegalArgumentException("chat limits: members " + membersMax + " (expected: >= 2), dedupe keys "
                    + dedupeKeysMax + " (expected: >= 1), search " + searchEntriesMax + " (expected: >= 1)");
        }
    }
}
