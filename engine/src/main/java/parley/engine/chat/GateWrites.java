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
 * What other devices need in order to notice some commit groups. Most often one write. What would not be missed when it is
 * lost, the rows of a larger chat's members and of each user whom the groups put out, whose row ends with the entry that did so
 * and shows nothing of what came after, is written before the write that recovery takes for the confirmation of all.
 */
final class GateWrites {

    /** A preview shows this many UTF-16 units. */
    static final int PREVIEW_CHARS_MAX = 100;

    private final Map<UserId, Membership> memberships = new LinkedHashMap<>();
    private final Map<UserId, Position> own;
    private final Map<UserId, Head> lastHeads = new LinkedHashMap<>();
    private @Nullable Preview preview;

    private GateWrites(@Nullable Preview preview, Map<UserId, Position> own) {
        this.preview = preview;
        this.own = new LinkedHashMap<>(own);
    }

    /** What the rows lack of earlier groups, and whether they are to be open after this write. */
    record Unwritten(Map<UserId, Position> own, boolean open) {

        static final Unwritten NOTHING = new Unwritten(Map.of(), false);
    }

    /** What is written first, then what confirms it. */
    record Composed(List<GateWrite> first, GateWrite confirming) {

        /** Durable when all of them are. Not of Void: Akka cannot log a dead letter that is null. */
        CompletionStage<Done> writeTo(Inbox inbox, ChatId chat) {
            return CompletableFuture.allOf(first.stream()
                            .map(write -> inbox.write(chat, write).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new))
                    .thenCompose(durable -> inbox.write(chat, confirming))
                    .thenApply(durable -> Done.getInstance());
        }
    }

    /** {@code preview}: of the newest message before the groups. */
    static Composed of(List<AckGate.Group> groups, @Nullable Preview preview, Unwritten unwritten) {
        GateWrites writes = new GateWrites(preview, unwritten.own());
        boolean classChanged = false;
        for (AckGate.Group group : groups) {
            classChanged |= group.before().sizeClass() != group.after().chat().sizeClass();
            group.entries().forEach(writes::collect);
        }
        ChatState before = groups.get(0).before();
        ChatLogState after = groups.get(groups.size() - 1).after();
        return writes.compose(before, after, classChanged, unwritten.open());
    }

    /** Rows that were open, with what was acked meanwhile. */
    static Composed settled(ChatLogState state, Head head, Map<UserId, Position> own) {
        ChatState chat = state.chat();
        boolean small = chat.sizeClass() == SizeClass.SMALL;
        List<UserId> rows = small ? chat.members() : List.of();
        return new Composed(
                List.of(), new GateWrite(infoOf(chat), head, !small, rows, List.of(), positions(own), false));
    }

    private static Info infoOf(ChatState chat) {
        return new Info(chat.kind(), chat.title(), chat.sizeClass(), chat.memberCount());
    }

    private static List<OwnPosition> positions(Map<UserId, Position> own) {
        return own.entrySet().stream()
                .map(entry -> new OwnPosition(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Whose rows confirm a small chat's gate write: its members, or, when all have left, the last who did. */
    static List<UserId> confirming(ChatState state) {
        return state.memberCount() > 0
                ? state.members()
                : List.of(state.lastToLeave()
                        .orElseThrow(() -> new IllegalStateException("a chat with entries and without anybody")));
    }

    static boolean changesMembers(ChatEvent event) {
        return event instanceof ChatEvent.Created
                || event instanceof ChatEvent.MembersAdded
                || event instanceof ChatEvent.MemberRemoved
                || event instanceof ChatEvent.MemberLeft;
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

    private Composed compose(ChatState before, ChatLogState last, boolean classChanged, boolean open) {
        ChatState after = last.chat();
        boolean isNew = !before.exists();
        if (isNew) {
            everybody(after);
        }
        Info info = infoOf(after);
        Set<UserId> rows = new LinkedHashSet<>(memberships.keySet());
        rows.removeIf(user -> !after.isMember(user));
        if (after.sizeClass() == SizeClass.SMALL || classChanged || isNew) {
            rows.addAll(after.members());
        }
        if (isNew && after.memberCount() == 0) {
            after.lastToLeave().ifPresent(user -> confirmsInsteadOfMembers(user, rows));
        }
        Head head = new Head(new Stamp(last.epoch(), after.seq()), after.messages(), preview);
        List<Membership> members = memberships.values().stream()
                .filter(membership -> !lastHeads.containsKey(membership.user()))
                .toList();
        List<OwnPosition> read = positions(own);
        List<GateWrite> first = new ArrayList<>();
        lastHeads.forEach((user, left) ->
                first.add(new GateWrite(info, left, false, List.of(user), List.of(memberOf(user)), List.of(), false)));
        List<UserId> all = List.copyOf(rows);
        if (after.sizeClass() == SizeClass.SMALL) {
            return new Composed(first, new GateWrite(info, head, classChanged, all, members, read, open));
        }
        if (!all.isEmpty() || !members.isEmpty()) {
            first.add(new GateWrite(info, head, false, all, members, List.of(), false));
        }
        return new Composed(first, new GateWrite(info, head, true, List.of(), List.of(), read, open));
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
