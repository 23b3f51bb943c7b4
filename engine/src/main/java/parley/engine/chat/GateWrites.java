package parley.engine.chat;

import akka.Done;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatState;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Membership;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;

/**
 * What other devices need in order to notice some commit groups: one write for the members, and one for each user whom the
 * groups put out, whose row ends with the entry that did so and shows nothing of what came after.
 */
final class GateWrites {

    /** A preview shows this many UTF-16 units. */
    static final int PREVIEW_CHARS_MAX = 100;

    private final Map<UserId, Membership> memberships = new LinkedHashMap<>();
    private final Map<UserId, Position> own = new LinkedHashMap<>();
    private final Map<UserId, Head> lastHeads = new LinkedHashMap<>();
    private @Nullable Preview preview;

    private GateWrites(@Nullable Preview preview) {
        this.preview = preview;
    }

    /** The writes, and the preview after them. */
    record Composed(List<GateWrite> writes, @Nullable Preview preview) {}

    /** {@code preview}: of the newest message before the groups. */
    static Composed of(List<AckGate.Group> groups, @Nullable Preview preview) {
        GateWrites writes = new GateWrites(preview);
        boolean classChanged = false;
        for (AckGate.Group group : groups) {
            classChanged |= group.before().sizeClass() != group.after().chat().sizeClass();
            group.entries().forEach(writes::collect);
        }
        ChatState before = groups.get(0).before();
        ChatLogState after = groups.get(groups.size() - 1).after();
        return new Composed(writes.compose(before, after, classChanged), writes.preview);
    }

    /** Durable when all of them are. Not of Void: Akka cannot log a dead letter that is null. */
    static CompletionStage<Done> writeAll(Inbox inbox, ChatId chat, List<GateWrite> writes) {
        return CompletableFuture.allOf(writes.stream()
                        .map(write -> inbox.write(chat, write).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .thenApply(durable -> Done.getInstance());
    }

    static @Nullable Preview newestPreview(List<StoredEntry> entries) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).entry().event() instanceof ChatEvent.Posted posted) {
                return previewOf(posted);
            }
        }
        return null;
    }

    private void collect(StoredEntry stored) {
        ChatEvent event = stored.entry().event();
        if (event instanceof ChatEvent.Posted posted) {
            preview = previewOf(posted);
        } else if (event instanceof ChatEvent.Created created) {
            created.members().forEach(user -> joins(user, stored.seq()));
        } else if (event instanceof ChatEvent.MembersAdded added) {
            added.users().forEach(user -> joins(user, stored.seq()));
        } else if (event instanceof ChatEvent.MemberRemoved removed) {
            goes(removed.user(), stored);
        } else if (event instanceof ChatEvent.MemberLeft left) {
            goes(left.by(), stored);
        }
        UserId by = event.by();
        if (by != null) {
            own.put(by, new Position(stored.seq(), stored.entry().messages()));
        }
    }

    private void joins(UserId user, long seq) {
        memberships.put(user, new Membership(user, seq, 0));
        lastHeads.remove(user);
    }

    /** A joinedSeq of 0 leaves the stored one as it is. */
    private void goes(UserId user, StoredEntry stored) {
        Membership before = memberships.get(user);
        memberships.put(user, new Membership(user, before == null ? 0 : before.joinedSeq(), stored.seq()));
        lastHeads.put(
                user,
                new Head(
                        new Stamp(stored.entry().epoch(), stored.seq()),
                        stored.entry().messages(),
                        preview));
    }

    private List<GateWrite> compose(ChatState before, ChatLogState last, boolean classChanged) {
        ChatState after = last.chat();
        boolean isNew = !before.exists();
        if (isNew) {
            everybody(after);
        }
        Info info = new Info(after.kind(), after.title(), after.sizeClass(), after.memberCount());
        Set<UserId> rows = new LinkedHashSet<>(memberships.keySet());
        rows.removeIf(user -> !after.isMember(user));
        if (after.sizeClass() == SizeClass.SMALL || classChanged || isNew) {
            rows.addAll(after.members());
        }
        if (isNew && after.memberCount() == 0) {
            after.lastToLeave().ifPresent(user -> confirmsInsteadOfMembers(user, rows));
        }
        List<GateWrite> writes = new ArrayList<>();
        writes.add(new GateWrite(
                info,
                new Head(new Stamp(last.epoch(), after.seq()), after.messages(), preview),
                after.sizeClass() == SizeClass.MEDIUM || classChanged,
                List.copyOf(rows),
                memberships.values().stream()
                        .filter(membership -> !lastHeads.containsKey(membership.user()))
                        .toList(),
                own.entrySet().stream()
                        .map(entry -> new OwnPosition(entry.getKey(), entry.getValue()))
                        .toList()));
        lastHeads.forEach((user, head) ->
                writes.add(new GateWrite(info, head, false, List.of(user), List.of(memberOf(user)), List.of())));
        return writes;
    }

    /** Nobody else's row could say that what recovery wrote is confirmed; after the last one left there is nothing to hide. */
    private void confirmsInsteadOfMembers(UserId lastToLeave, Set<UserId> rows) {
        lastHeads.remove(lastToLeave);
        rows.add(lastToLeave);
    }

    private Membership memberOf(UserId user) {
        Membership membership = memberships.get(user);
        if (membership == null) {
            throw new IllegalStateException("somebody who went without a membership");
        }
        return membership;
    }

    /** After a creation, and when recovery cannot know which rows were written: all of them, which is harmless. */
    private void everybody(ChatState state) {
        state.formerMembers()
                .forEach(user -> memberships.putIfAbsent(
                        user, new Membership(user, 0, state.leftSeq(user).orElseThrow())));
        state.members()
                .forEach(user -> memberships.put(
                        user, new Membership(user, state.joinedSeq(user).orElseThrow(), 0)));
    }

    private static Preview previewOf(ChatEvent.Posted posted) {
        return new Preview(posted.by(), cut(posted.text()), posted.at());
    }

    private static String cut(String text) {
        if (text.length() <= PREVIEW_CHARS_MAX) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(PREVIEW_CHARS_MAX - 1));
        return text.substring(0, splitsPair ? PREVIEW_CHARS_MAX - 1 : PREVIEW_CHARS_MAX);
    }
}
