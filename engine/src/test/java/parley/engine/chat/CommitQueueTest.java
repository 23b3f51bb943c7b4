package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.ReplyTo;
import parley.engine.fakes.Given;

class CommitQueueTest {

    private final Counter full = new SimpleMeterRegistry().counter("full");

    private CommitQueue queue(int pendingMax, int commandsMax, int bytesMax) {
        Config bounds = ConfigFactory.parseMap(Map.of(
                "pending-commands-max", pendingMax, "group-commands-max", commandsMax, "group-bytes-max", bytesMax));
        Config defaults = ConfigFactory.load().getConfig("parley.engine.chat");
        return new CommitQueue(ChatSettings.from(bounds.withFallback(defaults)), full);
    }

    private static Admitted posted(String key, int chars) {
        return new Admitted(
                new ChatCommand.Post(ANN, Given.key(key), 0, "\u0001".repeat(chars)),
                new ReplyTo(null, 1, 1),
                ChatMeters.Mark.NONE,
                ChatLog.ALONE);
    }

    @Test
    void groupsLeaveInOrderAndCappedByCount() {
        CommitQueue queue = queue(10, 2, 1_000_000);
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
        CommitQueue queue = queue(10, 10, 64 * 1024);
        for (int i = 0; i < 3; i++) {
            queue.admit(posted("k" + i, 5_000));
        }
        assertThat(queue.nextGroup()).hasSize(2);
    }

    @Test
    void aCommandLargerThanAGroupGoesAlone() {
        CommitQueue queue = queue(10, 10, 1_024);
        queue.admit(posted("large", 8_000));
        queue.admit(posted("small", 1));
        assertThat(queue.nextGroup()).hasSize(1);
        assertThat(queue.nextGroup()).hasSize(1);
    }

    @Test
    void refusesWhatIsTooMuch() {
        CommitQueue queue = queue(1, 10, 1_024);
        assertThat(queue.admit(posted("a", 1))).isTrue();
        assertThat(queue.admit(posted("b", 1))).isFalse();
        assertThat(full.count()).isEqualTo(1);
        assertThat(queue.drain()).hasSize(1);
        assertThat(queue.isEmpty()).isTrue();
    }
}
