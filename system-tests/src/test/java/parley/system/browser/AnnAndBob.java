package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.BrowserContext;

/** Ann in front of a browser, at a scripted server, and her conversation with Bob, who is the script. */
final class AnnAndBob implements AutoCloseable {

    static final String ANN = "u_ann";
    static final String BOB = "u_bob";

    final FakeParley server = new FakeParley(0);
    final FakeWorld.FakeChat chat;
    final Person ann;

    /** @param lines how many Bob has written before Ann signs up: "line 1." and so on */
    AnnAndBob(BrowserContext browser, int lines) {
        chat = server.run(() -> {
            server.world.addUser("bob", "Bob Baker");
            return server.world.direct(BOB, ANN);
        });
        server.run(() -> {
            for (int line = 1; line <= lines; line++) {
                writes(line);
            }
            return true;
        });
        ann = Person.at(server.address(), browser, "ann", "Ann Archer").signUp();
    }

    /** Ann has read all but so many of Bob's lines. */
    void leaveUnread(int lines) {
        server.run(() -> {
            server.position(chat, ANN, "read", chat.seq() - lines);
            return true;
        });
    }

    /** A line of a long story, without anything that only one line has. */
    private void writes(int line) {
        chat.entry("message", BOB, server.world.now())
                .put("key", "line-" + line)
                .put("text", "line " + line + ".");
    }

    /** Bob writes, and it is pushed. */
    void says(String text) {
        server.run(() -> {
            ObjectNode entry = chat.message(BOB, "k" + chat.seq(), text, server.world.now());
            server.push(chat, entry);
            return true;
        });
    }

    /** Fails the test when the page complained, or a frame was not as documented. */
    @Override
    public void close() {
        server.close();
        assertThat(ann.complaints).as("what the page complained about").isEmpty();
    }
}
