package parley.engine.chat.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import parley.engine.id.UserId;
import parley.engine.inbox.SizeClass;

/** A chat as the protocol describes it, slow and simple: it keeps every command that became an entry, and scans. */
final class ReferenceChat {

    /** What a client is told. {@code first}: the seq of the entry that the key led to. */
    record Answer(String what, long first) {}

    private final ChatLimits limits;
    final List<ChatCommand> log = new ArrayList<>();
    final Map<UserId, Long> joined = new TreeMap<>();
    final Map<UserId, Long> left = new TreeMap<>();
    UserId owner;
    SizeClass sizeClass = SizeClass.SMALL;

    ReferenceChat(ChatLimits limits) {
        this.limits = limits;
    }

    Answer answer(ChatCommand command) {
        Optional<Long> first = firstWith(command);
        long windowStart = Math.max(1, log.size() - limits.dedupeKeysMax() + 1L);
        boolean searched = command instanceof ChatCommand.Post post && post.since() + 1 < windowStart;
        if (first.isPresent() && first.get() >= windowStart) {
            return again(first.get(), command);
        }
        boolean isOut = !(command instanceof ChatCommand.Create) && !joined.containsKey(command.by());
        if (isOut && !left.containsKey(command.by())) {
            return refused("NO_SUCH_CHAT");
        }
        if (searched && windowStart - ((ChatCommand.Post) command).since() - 1 > limits.searchEntriesMax()) {
            return refused("TOO_OLD");
        }
        if (searched && first.isPresent() && first.get() > ((ChatCommand.Post) command).since()) {
            return again(first.get(), command);
        }
        if (isOut) {
            return refused("NOT_A_MEMBER");
        }
        return change(command);
    }

    private Answer change(ChatCommand command) {
        long seq = log.size() + 1L;
        if (command instanceof ChatCommand.Create create) {
            if (!log.isEmpty()) {
                return joined.containsKey(create.by()) ? new Answer("UNCHANGED", 0) : refused("KEY_REUSED");
            }
            owner = create.by();
            joined.put(create.by(), seq);
            create.users().forEach(user -> joined.put(user, seq));
        } else if (command instanceof ChatCommand.AddMembers add) {
            List<UserId> fresh = add.users().stream()
                    .filter(user -> !joined.containsKey(user))
                    .distinct()
                    .toList();
            if (fresh.isEmpty()) {
                return new Answer("UNCHANGED", 0);
            }
            if (joined.size() + fresh.size() > limits.membersMax()) {
                return refused("TOO_MANY_MEMBERS");
            }
            fresh.forEach(user -> joined.put(user, seq));
            fresh.forEach(left::remove);
        } else if (command instanceof ChatCommand.RemoveMember remove) {
            if (!remove.by().equals(owner)) {
                return refused("NOT_THE_OWNER");
            }
            if (!joined.containsKey(remove.user())) {
                return refused("NO_SUCH_MEMBER");
            }
            goes(remove.user(), seq);
        } else if (command instanceof ChatCommand.Leave leave) {
            goes(leave.by(), seq);
        } else if (command instanceof ChatCommand.Rename rename
                && rename.title().equals(title())) {
            return new Answer("UNCHANGED", 0);
        }
        log.add(command);
        sizeClass = joined.size() > 8 ? SizeClass.MEDIUM : joined.size() < 6 ? SizeClass.SMALL : sizeClass;
        return new Answer("ACCEPTED", seq);
    }

    private void goes(UserId user, long seq) {
        joined.remove(user);
        left.put(user, seq);
        if (user.equals(owner)) {
            owner = joined.keySet().stream()
                    .min(Comparator.<UserId, Long>comparing(joined::get).thenComparing(Comparator.naturalOrder()))
                    .orElse(null);
        }
    }

    String title() {
        String title = "";
        for (ChatCommand command : log) {
            title = command instanceof ChatCommand.Create create ? create.title() : title;
            title = command instanceof ChatCommand.Rename rename ? rename.title() : title;
        }
        return title;
    }

    long messagesUpTo(long seq) {
        return log.stream()
                .limit(seq)
                .filter(ChatCommand.Post.class::isInstance)
                .count();
    }

    Optional<Long> firstWith(ChatCommand asked) {
        for (int i = log.size() - 1; i >= 0; i--) {
            if (log.get(i).by().equals(asked.by()) && log.get(i).key().equals(asked.key())) {
                return Optional.of(i + 1L);
            }
        }
        return Optional.empty();
    }

    private Answer again(long first, ChatCommand command) {
        return isSame(log.get((int) first - 1), command) ? new Answer("DUPLICATE", first) : refused("KEY_REUSED");
    }

    private static boolean isSame(ChatCommand first, ChatCommand again) {
        if (first instanceof ChatCommand.Post one && again instanceof ChatCommand.Post other) {
            return one.text().equals(other.text());
        }
        boolean whomIsNotCompared = first instanceof ChatCommand.AddMembers || first instanceof ChatCommand.Create;
        return whomIsNotCompared ? first.getClass().equals(again.getClass()) : first.equals(again);
    }

    private static Answer refused(String reason) {
        return new Answer(reason, 0);
    }
}
