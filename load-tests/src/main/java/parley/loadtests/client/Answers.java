package parley.loadtests.client;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies and pushes of the protocol that carry more than one value, as records named like their frames.
 */
public final class Answers {

    private Answers() {}

    /** A message is durable as this entry; {@code duplicate} if this was not the first try to arrive. */
    public record Ack(String chat, String key, long seq, long n, long at, boolean duplicate) {
        public Ack {
            requireNonNull(chat, "chat");
            requireNonNull(key, "key");
        }
    }

    /** Something other than a message was done; {@code seq} is its entry, null where it made none. */
    public record Done(@Nullable String chat, @Nullable Long seq, boolean duplicate) {}

    /** A piece of a chat's log, ascending. */
    public record Page(String chat, List<Entry> entries, long seq, long n, boolean end) {
        public Page {
            requireNonNull(chat, "chat");
            requireNonNull(entries, "entries");
        }
    }

    /** How far another member has received and read. */
    public record Receipt(String user, long delivered, long read) {
        public Receipt {
            requireNonNull(user, "user");
        }
    }

    /** A member of a chat. */
    public record Member(String user, String role, long joinedSeq) {
        public Member {
            requireNonNull(user, "user");
            requireNonNull(role, "role");
        }
    }

    /** A piece of a chat's members, by user id; {@code next} is null on the last one. */
    public record MemberPage(
            String chat, List<Member> members, @Nullable String next, long seq) {
        public MemberPage {
            requireNonNull(members, "members");
        }
    }

    /** Whether a watched user is online. */
    public record Presence(
            String user, boolean online, @Nullable Long lastSeen) {
        public Presence {
            requireNonNull(user, "user");
        }
    }

    /** What the server says about a chat the client said it has. */
    public record OpenChat(String chat, long seq, long n, String continuity) {
        public OpenChat {
            requireNonNull(chat, "chat");
            requireNonNull(continuity, "continuity");
        }
    }

    /** The beginning of a connection. */
    public record Welcome(
            String user,
            String device,
            long serverTime,
            long heartbeatMs,
            String continuity,
            List<OpenChat> open,
            List<Integer> buckets,
            @Nullable String history) {
        public Welcome {
            requireNonNull(user, "user");
            requireNonNull(device, "device");
            requireNonNull(continuity, "continuity");
            requireNonNull(open, "open");
            requireNonNull(buckets, "buckets");
            if (heartbeatMs < 1) {
                throw new IllegalArgumentException("heartbeatMs: " + heartbeatMs + " (expected: above 0)");
            }
        }
    }
}
