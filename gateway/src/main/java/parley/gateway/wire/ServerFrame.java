package parley.gateway.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says: replies carry the client's {@code id}, pushes carry none. Fields that are null are left out. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "welcome", value = ServerFrame.Welcome.class),
    @JsonSubTypes.Type(name = "list", value = ServerFrame.ChatList.class),
    @JsonSubTypes.Type(name = "listed", value = ServerFrame.Listed.class),
    @JsonSubTypes.Type(name = "synced", value = ServerFrame.Synced.class),
    @JsonSubTypes.Type(name = "chat", value = ServerFrame.ChatInfo.class),
    @JsonSubTypes.Type(name = "done", value = ServerFrame.Done.class),
    @JsonSubTypes.Type(name = "member_page", value = ServerFrame.MemberPage.class),
    @JsonSubTypes.Type(name = "ack", value = ServerFrame.Ack.class),
    @JsonSubTypes.Type(name = "entries", value = ServerFrame.Entries.class),
    @JsonSubTypes.Type(name = "page", value = ServerFrame.Page.class),
    @JsonSubTypes.Type(name = "receipt", value = ServerFrame.Receipt.class),
    @JsonSubTypes.Type(name = "position", value = ServerFrame.Position.class),
    @JsonSubTypes.Type(name = "receipt_list", value = ServerFrame.ReceiptList.class),
    @JsonSubTypes.Type(name = "typing", value = ServerFrame.Typing.class),
    @JsonSubTypes.Type(name = "presence", value = ServerFrame.Presence.class),
    @JsonSubTypes.Type(name = "profile", value = ServerFrame.Profile.class),
    @JsonSubTypes.Type(name = "pong", value = ServerFrame.Pong.class),
    @JsonSubTypes.Type(name = "heartbeat", value = ServerFrame.Heartbeat.class),
    @JsonSubTypes.Type(name = "goaway", value = ServerFrame.GoAway.class),
    @JsonSubTypes.Type(name = "resync", value = ServerFrame.Resync.class),
    @JsonSubTypes.Type(name = "error", value = ServerFrame.Failed.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerFrame {

    /** {@code history}: a name of all that was said here, another one after a restore; null where none is given. */
    record Welcome(
            long id,
            String user,
            String device,
            long serverTime,
            long heartbeatMs,
            Continuity continuity,
            List<OpenChat> open,
            List<Integer> buckets,
            @Nullable String history)
            implements ServerFrame {}

    /** How a client goes on from what it has. */
    enum Continuity {
        proven,
        too_long,
        reset
    }

    record OpenChat(String chat, long seq, long n, Continuity continuity) {}

    record ChatList(List<Chat> chats) implements ServerFrame {}

    record Listed(long id, List<Integer> buckets) implements ServerFrame {}

    record Synced() implements ServerFrame {}

    record ChatInfo(long id, Chat chat) implements ServerFrame {}

    /** A chat as a list shows it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Chat(
            String chat,
            ChatKind kind,
            String title,
            @Nullable String peer,
            int memberCount,
            long seq,
            long n,
            SeqAndCount read,
            long joinedSeq,
            @Nullable Long leftSeq,
            @Nullable Last last,
            SizeClass sizeClass,
            @Nullable Boolean unsure) {}

    enum ChatKind {
        direct,
        group
    }

    enum SizeClass {
        small,
        medium
    }

    record SeqAndCount(long seq, long n) {}

    record Last(String by, String text, long at) {}

    /** {@code chat} and {@code seq} are there when a chat was changed. */
    record Done(long id, @Nullable String chat, @Nullable Long seq) implements ServerFrame {}

    record MemberPage(
            long id,
            String chat,
            List<Member> members,
            @Nullable String next,
            long seq) implements ServerFrame {}

    record Member(String user, Role role, long joinedSeq) {}

    enum Role {
        owner,
        member
    }

    /** {@code duplicate} is true or left out. */
    record Ack(
            long id,
            String chat,
            String key,
            long seq,
            long n,
            long at,
            @Nullable Boolean duplicate) implements ServerFrame {}

    record Entries(String chat, List<Entry> entries) implements ServerFrame {}

    record Page(long id, String chat, List<Entry> entries, long seq, long n, boolean end) implements ServerFrame {}

    /** One entry; which of the nullable fields are there depends on the kind. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            long seq,
            long n,
            long at,
            EntryKind kind,
            @Nullable String by,
            @Nullable String key,
            @Nullable String text,
            @Nullable ChatKind chatKind,
            @Nullable String title,
            @Nullable List<String> users,
            @Nullable String user) {}

    enum EntryKind {
        message,
        created,
        added,
        removed,
        left,
        renamed,
        hidden
    }

    record Receipt(String chat, String user, long delivered, long read) implements ServerFrame {}

    record Position(String chat, SeqAndCount read) implements ServerFrame {}

    record ReceiptList(long id, String chat, List<UserReceipt> receipts) implements ServerFrame {}

    record UserReceipt(String user, long delivered, long read) {}

    record Typing(String chat, String user, boolean on) implements ServerFrame {}

    /** With {@code id} it answers {@code watch_presence}. */
    record Presence(@Nullable Long id, List<UserPresence> users) implements ServerFrame {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UserPresence(
            String user, boolean online, @Nullable Long lastSeen) {}

    /** How somebody is called from now on. */
    record Profile(String user, String name, String displayName) implements ServerFrame {}

    record Pong(long id, long serverTime) implements ServerFrame {}

    record Heartbeat(long serverTime, @Nullable List<ChatPosition> positions) implements ServerFrame {}

    record ChatPosition(String chat, long seq, long n, SeqAndCount read) {}

    record GoAway(long reconnectAfterMs, String reason) implements ServerFrame {}

    record Resync(String reason) implements ServerFrame {}

    /** {@code id} is missing when that of the frame could not be read, or it had none. */
    record Failed(
            @Nullable Long id,
            ErrorCode code,
            String message,
            boolean retryable,
            @Nullable Long retryAfterMs) implements ServerFrame {

        public static Failed of(@Nullable Long id, ErrorCode code) {
            return new Failed(id, code, code.message(), code.retryable(), null);
        }

        public static Failed of(@Nullable Long id, ErrorCode code, String message) {
            return new Failed(id, code, message, code.retryable(), null);
        }

        public static Failed later(@Nullable Long id, ErrorCode code, long retryAfterMs) {
            return new Failed(id, code, code.message(), code.retryable(), retryAfterMs);
        }
    }
}
