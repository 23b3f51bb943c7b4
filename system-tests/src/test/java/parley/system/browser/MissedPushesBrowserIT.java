package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the client does when the server says that it may have missed something. */
class MissedPushesBrowserIT {

    private static final String BOB = "u_bob";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private FakeParley server;
    private Person ann;
    private FakeWorld.FakeChat chat;

    @BeforeEach
    void openTheConversation() {
        server = new FakeParley(0);
        server.run(() -> {
            server.world.addUser("bob", "Bob Baker");
            chat = server.world.direct(BOB, "u_ann");
            return bobWrites("Good morrow");
        });
        ann = Person.at(server.address(), CHROMIUM.desktop(), "ann", "Ann Archer")
                .signUp()
                .open("Bob Baker")
                .seesStatus("last seen");
    }

    @AfterEach
    void stopServer() {
        server.close();
        assertThat(ann.complaints).as("what the page complained about").isEmpty();
    }

    @Test
    void missesNothingThatIsDroppedUntilItHasResynced() {
        server.beforeResynced = () -> server.push(chat, bobWrites("dropped as the last"));
        server.run(() -> {
            server.becomeSlow();
            server.push(chat, bobWrites("dropped as the first"));
            return true;
        });

        ann.sees("dropped as the first").sees("dropped as the last");
    }

    @Test
    void learnsAfterAResyncHowFarTheOthersAre() {
        ann.write("wherefore").seesTick("wherefore", "Sent");
        server.run(() -> {
            server.becomeSlow();
            server.position(chat, BOB, "read", chat.seq());
            return true;
        });

        ann.seesTick("wherefore", "Read");
    }

    @Test
    void watchesAgainWhenItsSessionHasMoved() {
        server.run(() -> {
            server.received.clear();
            server.sockets.forEach(FakeSocket::forgetWatched);
            server.toUser("u_ann", positions());
            return true;
        });
        ann.page.waitForCondition(() -> server.received.stream()
                .anyMatch(frame -> frame.get("type").asText().equals("watch_presence")));

        Person bob = Person.at(server.address(), CHROMIUM.desktop(), "bob", "Bob Baker")
                .logIn();

        ann.seesStatus("online");
        assertThat(bob.complaints).isEmpty();
    }

    private ObjectNode positions() {
        ObjectNode heartbeat = FakeParley.frame("heartbeat").put("serverTime", server.world.now());
        ObjectNode position = heartbeat.putArray("positions").addObject();
        position.put("chat", chat.id).put("seq", chat.seq()).put("n", chat.n());
        position.putObject("read").put("seq", 0).put("n", 0);
        return heartbeat;
    }

    private ObjectNode bobWrites(String text) {
        return chat.message(BOB, "k" + chat.seq(), text, server.world.now());
    }
}
