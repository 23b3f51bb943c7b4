package parley.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChatCopyTest {

    private static final long SENT = 1_000;
    private static final long READ = 2_000;

    private final ChatCopy chat = new ChatCopy(5);

    @Test
    void pushesInOrderAreNewsOnce() {
        chat.pushedAfter(5);

        assertThat(chat.pushed(6)).isTrue();
        assertThat(chat.pushed(6)).isFalse();
        assertThat(chat.have()).isEqualTo(6);
        assertThat(chat.isBehind()).isFalse();
    }

    @Test
    void whatIsReadAndWasNeverPushedIsMissed() {
        chat.pushedAfter(5);
        assertThat(chat.pushed(7)).isTrue();
        assertThat(chat.ask()).isTrue();
        assertThat(chat.ask()).as("while it waits for the page").isFalse();

        chat.read(6, SENT, READ);
        chat.read(7, SENT, READ);
        chat.answered(7);

        assertThat(chat.have()).isEqualTo(7);
        assertThat(chat.missedBefore(READ + 1)).containsExactly(new ChatCopy.Missed(SENT, READ));
        assertThat(chat.missedBefore(READ + 1)).as("told once").isEmpty();
    }

    @Test
    void pushThatComesAfterThePageIsNotMissed() {
        chat.pushedAfter(5);
        chat.exists(6);
        chat.read(6, SENT, READ);

        assertThat(chat.pushed(6)).isTrue();
        assertThat(chat.missedBefore(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void whatWasThereWhenTheConnectionBeganNeedsNoPush() {
        chat.pushedAfter(5);
        chat.disconnected();
        chat.pushedAfter(8);
        for (int seq = 6; seq <= 8; seq++) {
            chat.read(seq, SENT, READ);
        }

        assertThat(chat.missedBefore(Long.MAX_VALUE)).isEmpty();
        assertThat(chat.isBehind()).isFalse();
    }

    @Test
    void messageOfItsOwnOrOfAStrangerIsNotMissed() {
        chat.pushedAfter(5);
        chat.exists(6);
        chat.read(6, -1, READ);

        assertThat(chat.missedBefore(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void pageThatDoesNotReachTheEndLeavesItBehind() {
        chat.pushedAfter(5);
        chat.exists(300);
        assertThat(chat.ask()).isTrue();
        chat.read(6, SENT, READ);
        chat.answered(300);

        assertThat(chat.isBehind()).isTrue();
        assertThat(chat.ask()).isTrue();
    }
}
