package parley.sdk.conformance;

import java.util.List;

/** Rules that are broken on purpose, each in one place of one class, and the case of the conformance suite that must notice. */
public final class Mutations {

    public static final List<Mutation> ALL = List.of(
            new Mutation(
                    "rule 1: a new key for each try",
                    "Sender",
                    ".put(\"key\", message.key())",
                    ".put(\"key\", message.key() + \"-\" + Math.round(Math.random() * 1e9))",
                    "duplicate-ack"),
            new Mutation(
                    "rule 1: nothing is written down",
                    "FileStorage",
                    "messages.put(message.id(), message);\n        return changed();",
                    "messages.put(message.id(), message);\n        return CompletableFuture.completedFuture(null);",
                    "restart"),
            new Mutation(
                    "rule 1: takes the same key in two chats for one message",
                    "Unsent",
                    "record Id(String chat, String key) {}",
                    "record Id(String chat, String key) {\n        Id {\n            chat = \"\";\n        }\n    }",
                    "same-key"),
            new Mutation(
                    "rule 2: comes back after it was revoked or replaced",
                    "Connection",
                    "if (end.code() == REVOKED || end.code() == REPLACED)",
                    "if (end.code() == 0)",
                    "revoked"),
            new Mutation(
                    "rule 2: comes back with the old token",
                    "Connection",
                    "} else if (end.code() == UNAUTHENTICATED) {",
                    "} else if (end.code() == 0) {",
                    "token-expiry"),
            new Mutation(
                    "rule 3: keeps the entries of a chat that was reset, or of which too much is missing",
                    "Replica",
                    "if (!continuity.equals(\"proven\") && log != null)",
                    "if (continuity.isEmpty() && log != null)",
                    "too-long"),
            new Mutation(
                    "rule 3: keeps what it has when the server was restored",
                    "Replica",
                    "if (before != null && !before.equals(history))",
                    "if (before != null && before.equals(history + history))",
                    "restored"),
            new Mutation(
                    "rule 3: does not pull what open chats miss",
                    "Replica",
                    "log.hasGap() || log.last() < store.seqOf(chat)",
                    "log.hasGap()",
                    "catches-up"),
            new Mutation(
                    "rule 3: sends without waiting for the ack of the message before",
                    "Sender",
                    "busy.add(message.chat())",
                    "busy.add(message.key())",
                    "order"),
            new Mutation(
                    "rule 4: takes in what it has once more",
                    "ChatLog",
                    "} else if (entry.seq() == last() + 1) {",
                    "} else if (entry.seq() <= last() + 1) {",
                    "duplicate-delivery"),
            new Mutation(
                    "rule 4: shows what lies beyond a gap",
                    "ChatLog",
                    "if (!loaded || entry.seq() > last() + 1) {\n                hold(entry);\n            } else if (entry.seq() == last() + 1) {",
                    "if (!loaded) {\n                hold(entry);\n            } else if (entry.seq() > last()) {",
                    "gap"),
            new Mutation(
                    "rule 4: ends at a push that it does not know",
                    "Replica",
                    "default -> {}",
                    "default -> parts.connection.start();",
                    "unknown-things"),
            new Mutation(
                    "rule 5: does not know its own message when it arrives",
                    "Replica",
                    "parts.settle.accept(chat, entry);",
                    "entry.at();",
                    "own-entry-before-ack"),
            new Mutation(
                    "rule 6: says a position once, done or not",
                    "Positions",
                    "if (!again) {",
                    "if (!again || again) {",
                    "positions"),
            new Mutation(
                    "rule 7: does not wait as long as it is told",
                    "Sender",
                    "refusal.retryAfterMs() == null ? backoff.next() : refusal.retryAfterMs()",
                    "backoff.next() / 10",
                    "retry-after"),
            new Mutation(
                    "rule 7: tries again what was refused for good",
                    "Sender",
                    "if (refusal.retryable()) {",
                    "if (refusal != null) {",
                    "final-refusal"),
            new Mutation(
                    "rule 8: stays on a node that wants to be left",
                    "Connection",
                    "case \"goaway\" ->",
                    "case \"never\" ->",
                    "goaway"),
            new Mutation(
                    "rule 8: leaves before it is welcome elsewhere",
                    "Connection",
                    "                move();\n            }\n        });\n    }\n\n    /** Does",
                    "                connect();\n            }\n        });\n    }\n\n    /** Does",
                    "goaway-keeps-talking"),
            new Mutation(
                    "rule 8: reads first and says resynced then",
                    "Replica",
                    "private void resync() {",
                    "private void resync() {\n        relist();",
                    "resync"),
            new Mutation(
                    "rule 9: does not look at positions",
                    "Replica",
                    "if (frame.hasNonNull(\"positions\")) {",
                    "if (frame.hasNonNull(\"nothing\")) {",
                    "hole-at-the-tail"),
            new Mutation(
                    "2: takes replies as they come, whatever their id",
                    "Requests",
                    "open.remove(reply.path(\"id\").asLong())",
                    "open.remove(open.keySet().stream().findFirst().orElse(0L))",
                    "reordered-reply"),
            new Mutation(
                    "2.2: leaves something out of the digest", "Digest", " + chat.read().seq() + \":\"", "", "digest"),
            new Mutation(
                    "2.8: opens another connection for a fresh token",
                    "Assembly",
                    "if (token == null || !connection.isLive()) {",
                    "if (token != null || !connection.isLive()) {",
                    "token-on-live-socket"));

    private Mutations() {}
}
