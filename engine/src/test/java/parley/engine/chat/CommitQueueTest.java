package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;

import org.junit.jupiter.api.Test;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.Given;

class CommitQueueTest {

    private static Admitted posted(String key, int chars) {
        return new Admitted(
                new ChatCommand.Post(ANN, Given.key(key), 0, "\u0001".repeat(chars)), new ReplyTo(null, 1, 1));
    }

    @Test
    void groupsLeaveInOrderAndCappedByCount() {
        CommitQueue queue = new CommitQueue(10, 2, 1_000_000);
        assertThat(queue.admit(posted("a", 1))).isTrue();
        assertThat(queue.admit(posted("b", 1))).isTrue();
        assertThat(queue.admit(posted("c", 1))).isTrue();
        assertThat(queue.nextGroup())
                .extracting(one -> one.command().key().value())
                .containsExactly("a", "b");
        assertThat(queue.nextGroup())
                .extracting(one -> one.command().key().value())
                .containsExactly("c");
        assertThat(queue.nextGroup()).isEmpty();
    }

    @Test
    void groupsAreCappedByTheBytesTheyMayHaveAsJson() {
        CommitQueue queue = new CommitQueue(10, 10, 64 * 1024);
        for (int i = 0; i < 3; i++) {
            queue.admit(posted("k" + i, 5_000));
        }
        assertThat(queue.nextGroup()).hasSize(2);
    }

    @Test
    void aCommandLargerThanAGroupGoesAlone() {
        CommitQueue queue = new CommitQueue(10, 10, 1_024);
        queue.admit(posted("large", 8_000));
        queue.admit(posted("small", 1));
        assertThat(queue.nextGroup()).hasSize(1);
        assertThat(queue.nextGroup()).hasSize(1);
    }

    @Test
    void refusesWhatIsTooMuch() {
        CommitQueue queue = new CommitQueue(1, 10, 1_024);
        assertThat(queue.admit(posted("a", 1))).isTrue();
        assertThat(queue.admit(posted("b", 1))).isFalse();
        assertThat(queue.drain()).hasSize(1);
        assertThat(queue.isEmpty()).isTrue();
    }
}
