package parley.engine.chat;

import java.util.ArrayList;
import java.util.List;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.ChatState;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/** Who an entry is for: the members once it has happened, and whoever it put out of the chat. */
final class Audience {

    /** Entries in a row that are for the same users. */
    record Run(List<UserId> users, List<StoredEntry> entries) {}

    private Audience() {}

    /** The runs of a commit group, in order. */
    static List<Run> of(ChatState before, ChatState after, List<StoredEntry> entries, ChatLimits limits) {
        if (entries.stream()
                .noneMatch(entry -> GateWrites.changesMembers(entry.entry().event()))) {
            return entries.isEmpty() ? List.of() : List.of(new Run(after.members(), entries));
        }
        List<Run> runs = new ArrayList<>();
        ChatState state = before;
        for (StoredEntry entry : entries) {
            ChatEvent event = entry.entry().event();
            state = state.evolve(event, limits);
            List<UserId> users = withLeaver(state.members(), event);
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.users().equals(users)) {
                last.entries().add(entry);
            } else {
                runs.add(new Run(users, new ArrayList<>(List.of(entry))));
            }
        }
        return runs;
    }

    private static List<UserId> withLeaver(List<UserId> members, ChatEvent event) {
        if (event instanceof ChatEvent.MemberRemoved removed) {
            return plus(members, removed.user());
        }
        if (event instanceof ChatEvent.MemberLeft left) {
            return plus(members, left.by());
        }
        return members;
    }

    private static List<UserId> plus(List<UserId> members, UserId user) {
        List<UserId> more = new ArrayList<>(members);
        more.add(user);
        return more;
    }
}
