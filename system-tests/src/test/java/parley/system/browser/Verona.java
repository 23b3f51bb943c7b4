package parley.system.browser;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A scripted server on which people of a play have talked for some days; what pictures of the client show. */
final class Verona {

    static final String ME = "juliet";
    static final String GROUP = "The Capulet ball";

    private static final Map<String, String> PEOPLE = Map.of(
            "romeo",
            "Romeo Montague",
            "nurse",
            "Angelica",
            "mercutio",
            "Mercutio",
            "benvolio",
            "Benvolio",
            "paris",
            "Count Paris",
            "tybalt",
            "Tybalt",
            "laurence",
            "Friar Laurence",
            ME,
            "Juliet Capulet");

    private final FakeParley server;
    private long at;

    private Verona(FakeParley server) {
        this.server = server;
    }

    static FakeParley play() {
        var server = new FakeParley(0);
        server.run(() -> {
            new Verona(server).begin();
            return true;
        });
        return server;
    }

    private void begin() {
        PEOPLE.forEach(server.world::addUser);
        long now = System.currentTimeMillis();
        at = now - Duration.ofDays(3).toMillis();
        talk(direct("tybalt"), List.of("tybalt: A word with one of you.", "me: Not now, cousin."));
        var paris = direct("paris");
        talk(paris, List.of("paris: These times of woe afford no time to woo.", "paris: Thursday, then?"));
        at = now - Duration.ofDays(1).toMillis();
        talk(
                direct("laurence"),
                List.of("me: Father, I need your counsel", "laurence: Wisely and slow. They stumble that run fast."));
        var ball =
                server.world.group("ball", u("benvolio"), GROUP, List.of(u(ME), u("romeo"), u("mercutio"), u("nurse")));
        talk(
                ball,
                List.of(
                        "benvolio: Supper well done, we come too late?",
                        "mercutio: If love be rough with you, be rough with love",
                        "nurse: Madam, your mother craves a word with you",
                        "me: In a moment!"));
        var nurse = direct("nurse");
        talk(nurse, List.of("me: Where is my mother?", "nurse: Why, she is within; where should she be? ☕"));
        var romeo = direct("romeo");
        talk(
                romeo,
                List.of(
                        "romeo: But soft! What light through yonder window breaks?",
                        "me: How camest thou hither, tell me, and wherefore?",
                        "me: The orchard walls are high and hard to climb",
                        "romeo: With love’s light wings did I o’erperch these walls"));
        at = now - Duration.ofMinutes(42).toMillis();
        talk(
                romeo,
                List.of(
                        "me: 😊",
                        "me: What o’clock tomorrow shall I send to thee?",
                        "romeo: By the hour of nine. The way is here: https://verona.example/orchard",
                        "romeo: I shall forget to have thee still stand there, rememb’ring how I love thy company",
                        "me: ’Tis almost morning. I would have thee gone, and yet no farther than a wanton’s bird",
                        "me: Good night, good night!",
                        "romeo: Parting is such sweet sorrow ❤️"));
        talk(ball, List.of("romeo: I have a soul of lead", "mercutio: Borrow Cupid’s wings, and soar with them"));
        talk(nurse, List.of("nurse: Now comes the wanton blood up in your cheeks"));
        all("read", romeo);
        all("read", server.world.direct(u("laurence"), u(ME)));
        server.position(nurse, u(ME), "read", nurse.seq() - 1);
        server.position(ball, u(ME), "read", ball.seq() - 2);
        server.position(paris, u(ME), "read", paris.seq());
    }

    private void all(String kind, FakeWorld.FakeChat chat) {
        chat.joined.keySet().forEach(user -> server.position(chat, user, kind, chat.seq()));
    }

    private FakeWorld.FakeChat direct(String name) {
        return server.world.direct(u(name), u(ME));
    }

    private static String u(String name) {
        return FakeWorld.userOf(name);
    }

    private void talk(FakeWorld.FakeChat chat, List<String> lines) {
        if (chat.entries.size() == 1) {
            chat.entries.get(0).put("at", at);
        }
        for (String line : lines) {
            String who = line.substring(0, line.indexOf(':'));
            at += Duration.ofSeconds(50).toMillis();
            ObjectNode entry = chat.message(
                    u(who.equals("me") ? ME : who), "k" + chat.seq(), line.substring(line.indexOf(' ') + 1), at);
            chat.read.put(entry.get("by").asText(), chat.seq());
        }
    }
}
