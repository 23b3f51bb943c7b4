package parley.engine.chat.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import parley.engine.id.MessageKey;
import parley.engine.id.UserId;
import parley.engine.inbox.SizeClass;

/** A chat's state as plain data, to be stored; never messages. Components are never renamed or dropped. */
public record ChatSnapshot(
        @Nullable ChatKind kind,
        String title,
        @Nullable UserId owner,
        List<Membership> members,
        List<Membership> former,
        SizeClass sizeClass,
        long windowStart,
        List<Remembered> remembered,
        long seq,
        long messages) {

    public ChatSnapshot {
        members = List.copyOf(members);
        former = List.copyOf(former);
        remembered = List.copyOf(remembered);
    }

    /** {@code seq}: of the entry that added, or removed, the user. */
    public record Membership(UserId user, long seq) {}

    public record Remembered(UserId by, MessageKey key, long seq, long messages, long at, int fingerprint) {}

    public static ChatSnapshot of(ChatState state) {
        Members members = state.membersDetail();
        DedupeWindow window = state.window();
        return new ChatSnapshot(
                state.kindOrNull(),
                state.title(),
                members.owner(),
                memberships(members.joined()),
                memberships(members.former()),
                state.sizeClass(),
                window.start(),
                window.bySeq().values().stream()
                        .map(key -> remembered(key, window))
                        .toList(),
                state.seq(),
                state.messages());
    }

    public ChatState restore() {
        return new ChatState(
                kind,
                title,
                new Members(owner, bySeq(members), bySeq(former)),
                sizeClass,
                restoreWindow(),
                new ChatState.Counts(seq, messages));
    }

    private DedupeWindow restoreWindow() {
        HashPMap<DedupeWindow.Key, DedupeWindow.Answer> byKey = HashTreePMap.empty();
        PSortedMap<Long, DedupeWindow.Key> bySeq = TreePMap.empty();
        for (Remembered one : remembered) {
            DedupeWindow.Key key = new DedupeWindow.Key(one.by(), one.key());
            byKey = byKey.plus(key, new DedupeWindow.Answer(one.seq(), one.messages(), one.at(), one.fingerprint()));
            bySeq = bySeq.plus(one.seq(), key);
        }
        return new DedupeWindow(byKey, bySeq, windowStart);
    }

    private static Remembered remembered(DedupeWindow.Key key, DedupeWindow window) {
        DedupeWindow.Answer answer = window.byKey().get(key);
        if (answer == null) {
            throw new IllegalStateException("a key that is in the order of keys and not among them");
        }
        return new Remembered(key.by(), key.key(), answer.seq(), answer.messages(), answer.at(), answer.fingerprint());
    }

    private static List<Membership> memberships(PSortedMap<UserId, Long> seqs) {
        return seqs.entrySet().stream()
                .map(entry -> new Membership(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static PSortedMap<UserId, Long> bySeq(List<Membership> memberships) {
        PSortedMap<UserId, Long> seqs = TreePMap.empty();
        for (Membership membership : memberships) {
            seqs = seqs.plus(membership.user(), membership.seq());
        }
        return seqs;
    }
}
