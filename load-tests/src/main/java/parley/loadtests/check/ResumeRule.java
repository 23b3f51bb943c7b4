package parley.loadtests.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Continuity;
import parley.loadtests.check.Observation.Place;

/**
 * A client that is told {@code proven} can go on: the end that it is told is not before what was acked before its hello, or it hears of that
 * on the same connection after all; and it does not have more than there is. The connection as a whole is not said to be better than
 * each of its chats.
 */
final class ResumeRule implements Rule {

    private record Doubt(long has, long told, long acked) {}

    @Override
    public void check(ChatHistory chat, Findings findings) {
        Map<Integer, Observation.Hello> hellos = new HashMap<>();
        Map<Integer, Doubt> doubts = new HashMap<>();
        for (Observation observation : chat.observations()) {
            if (observation instanceof Observation.Hello hello) {
                hellos.put(hello.connection(), hello);
            } else if (observation instanceof Observation.Welcome welcome) {
                Observation.Hello hello = hellos.remove(welcome.connection());
                Doubt doubt = welcomed(chat, welcome, hello, findings);
                if (doubt != null) {
                    doubts.put(welcome.connection(), doubt);
                }
            } else if (observation instanceof Observation.Told told) {
                heard(doubts, told.connection(), told.seq());
            } else if (observation instanceof Observation.Deliver deliver) {
                deliver.entries().forEach(entry -> heard(doubts, deliver.connection(), entry.seq()));
            } else if (observation instanceof Observation.Page page) {
                heard(doubts, page.connection(), page.seq());
            }
        }
        doubts.forEach((connection, doubt) -> findings.add(
                Anomaly.DISHONEST,
                chat,
                doubt.acked,
                "acked before the hello of connection " + connection + ", which had " + doubt.has
                        + ", was told proven up to " + doubt.told + " and never heard of it"));
    }

    private static void heard(Map<Integer, Doubt> doubts, int connection, long seq) {
        Doubt doubt = doubts.get(connection);
        if (doubt != null && seq >= doubt.acked) {
            doubts.remove(connection);
        }
    }

    private static @Nullable Doubt welcomed(
            ChatHistory chat, Observation.Welcome welcome, Observation.@Nullable Hello hello, Findings findings) {
        Place place = placeOf(chat, welcome.chats());
        Place had = hello == null ? null : placeOf(chat, hello.chats());
        if (hello == null || place == null || had == null) {
            return null;
        }
        findings.exercised(
                switch (place.continuity()) {
                    case PROVEN, UNSAID -> Exercise.PROVEN;
                    case TOO_LONG -> Exercise.TOO_LONG;
                    case RESET -> Exercise.RESET;
                });
        if (place.continuity().compareTo(welcome.continuity()) > 0) {
            findings.add(
                    Anomaly.DISHONEST,
                    chat,
                    place.seq(),
                    place.continuity() + " for the chat, " + welcome.continuity() + " for the connection");
        }
        if (place.continuity() != Continuity.PROVEN) {
            return null;
        }
        if (place.seq() < had.seq()) {
            findings.add(Anomaly.DISHONEST, chat, had.seq(), "proven up to " + place.seq() + " for who has more");
        }
        int user = chat.history().userOfConnection(welcome.connection());
        long acked = chat.acked().upTo(hello.nanos());
        long readable = chat.members().readableUpTo(user, acked);
        return place.seq() < readable ? new Doubt(had.seq(), place.seq(), readable) : null;
    }

    private static @Nullable Place placeOf(ChatHistory chat, List<Place> places) {
        for (Place place : places) {
            if (chat.name().equals(chat.history().name(place.chat()))) {
                return place;
            }
        }
        return null;
    }
}
