package parley.persistence.inbox;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Membership;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.journal.Epoch;
import parley.persistence.Cql;

/**
 * Turns a gate write into rows: one a user, and the chat's head where it is asked for. Only members, and those whose row is asked
 * for, are shown the head. What a write does not speak of is left unset, so it stays as it is. Thread-safe.
 */
final class GateRows {

    private static final String CHAT_CELLS =
            "kind = :kind, title = :title, size_class = :size_class, member_count = :member_count, epoch = :epoch,"
                    + " seq = :seq, n = :n, preview_by = :preview_by, preview_text = :preview_text,"
                    + " preview_at = :preview_at, settled = :settled";

    private final Cql.Prepared updateHead;
    private final Cql.Prepared updateRow;

    GateRows(Cql cql) {
        updateHead =
                cql.prepare("UPDATE %s USING TIMESTAMP :ts SET " + CHAT_CELLS + " WHERE chat = :chat", "chat_head");
        updateRow = cql.prepare(
                "UPDATE %s USING TIMESTAMP :ts SET " + CHAT_CELLS
                        + ", peer = :peer, joined_seq = :joined_seq, left_seq = :left_seq, own_seq = :own_seq,"
                        + " own_n = :own_n WHERE user = :user AND chat = :chat",
                "inbox");
    }

    CompletionStage<List<BoundStatement>> of(ChatId chat, GateWrite write) {
        return updateHead.get().thenCombine(updateRow.get(), (head, row) -> statements(chat, write, head, row));
    }

    private static List<BoundStatement> statements(
            ChatId chat, GateWrite write, PreparedStatement head, PreparedStatement row) {
        Map<UserId, Membership> memberships =
                write.members().stream().collect(Collectors.toMap(Membership::user, Function.identity()));
        Map<UserId, Position> own =
                write.own().stream().collect(Collectors.toMap(OwnPosition::user, OwnPosition::position));
        Set<UserId> heads = new LinkedHashSet<>(write.rows());
        write.members().stream().filter(joined -> joined.leftSeq() == 0).forEach(joined -> heads.add(joined.user()));
        Set<UserId> users = new LinkedHashSet<>(heads);
        users.addAll(memberships.keySet());
        users.addAll(own.keySet());
        List<BoundStatement> statements = new ArrayList<>(users.size() + 1);
        if (write.headRow()) {
            statements.add(withHead(head.boundStatementBuilder(), chat, write).build());
        }
        for (UserId user : users) {
            BoundStatementBuilder builder = withTimestamp(row.boundStatementBuilder(), chat, write.head())
                    .setString("user", user.key());
            if (heads.contains(user)) {
                builder = withPeer(withHead(builder, chat, write), write.info(), user, heads);
            }
            builder = withMembership(builder, memberships.get(user));
            statements.add(withOwn(builder, own.get(user)).build());
        }
        return statements;
    }

    private static BoundStatementBuilder withTimestamp(BoundStatementBuilder builder, ChatId chat, Head head) {
        return builder.setString("chat", chat.key())
                .setLong(
                        "ts", Epoch.timestamp(head.stamp().epoch(), head.stamp().seq()));
    }

    private static BoundStatementBuilder withHead(BoundStatementBuilder builder, ChatId chat, GateWrite write) {
        Info info = write.info();
        Head head = write.head();
        BoundStatementBuilder withInfo = withTimestamp(builder, chat, head)
                .setString("kind", info.kind().name())
                .setString("title", info.title())
                .setString("size_class", info.sizeClass().name())
                .setInt("member_count", info.memberCount())
                .setLong("epoch", head.stamp().epoch())
                .setLong("seq", head.stamp().seq())
                .setLong("n", head.messages())
                .setBoolean("settled", !write.open());
        Preview preview = head.preview();
        return preview == null
                ? withInfo
                : withInfo.setString("preview_by", preview.sender().key())
                        .setString("preview_text", preview.text())
                        .setLong("preview_at", preview.at());
    }

    /** Both members of a direct chat are in each of its writes. */
    private static BoundStatementBuilder withPeer(
            BoundStatementBuilder builder, Info info, UserId user, Set<UserId> members) {
        if (info.kind() != ChatKind.DIRECT) {
            return builder;
        }
        return members.stream()
                .filter(member -> !member.equals(user))
                .findFirst()
                .map(peer -> builder.setString("peer", peer.key()))
                .orElse(builder);
    }

    /** A joined seq of 0 leaves the stored one as it is. */
    private static BoundStatementBuilder withMembership(
            BoundStatementBuilder builder, @Nullable Membership membership) {
        if (membership == null) {
            return builder;
        }
        BoundStatementBuilder joined =
                membership.joinedSeq() > 0 ? builder.setLong("joined_seq", membership.joinedSeq()) : builder;
        return joined.setLong("left_seq", membership.leftSeq());
    }

    private static BoundStatementBuilder withOwn(BoundStatementBuilder builder, @Nullable Position own) {
        return own == null ? builder : builder.setLong("own_seq", own.seq()).setLong("own_n", own.messages());
    }
}
