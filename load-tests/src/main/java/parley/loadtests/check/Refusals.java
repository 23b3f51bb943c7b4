package parley.loadtests.check;

import java.util.Set;

/** Which error codes say for certain that a sending was not done and will not be ({@code docs/protocol.md} 2.9). */
final class Refusals {

    private static final Set<String> DEFINITE = Set.of(
            "bad_frame",
            "unknown_type",
            "not_welcome",
            "unauthenticated",
            "forbidden",
            "not_found",
            "no_such_chat",
            "not_a_member",
            "direct_chat",
            "too_many_members",
            "chat_full");

    private Refusals() {}

    /** All others, retryable or not ({@code too_old}), leave open whether this or an earlier sending was done. */
    static boolean isDefinite(String code) {
        return DEFINITE.contains(code);
    }
}
