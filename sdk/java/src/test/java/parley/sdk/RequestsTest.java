package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private final Loop loop = new Loop(Clock.system());
    private final List<ObjectNode> sent = new ArrayList<>();
    private final Requests requests = new Requests(sent::add, loop);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void opensNoMoreThanTheProtocolAllowsAndTheNextWithEachReply() throws Exception {
        onLoop(() -> {
            for (int i = 0; i < 150; i++) {
                assertThat(ask("ping", 60_000)).isNotDone();
            }
            return null;
        });
        assertThat(sent).hasSize(100);

        onLoop(() -> {
            requests.answer(Json.frame("pong").put("id", 7));
            return null;
        });

        assertThat(sent).hasSize(101);
        assertThat(sent.stream().map(frame -> frame.get("id").asLong())).doesNotHaveDuplicates();
    }

    @Test
    void refusesWhatIsMoreThanCanWait() throws Exception {
        CompletableFuture<ObjectNode> last = onLoop(() -> {
            for (int i = 0; i < 1_100; i++) {
                assertThat(ask("ping", 60_000)).isNotDone();
            }
            return ask("ping", 60_000);
        });

        Refusal refusal = Refusal.of(last.handle((reply, failure) -> failure).get(10, TimeUnit.SECONDS));
        assertThat(refusal.code()).isEqualTo("busy");
        assertThat(refusal.retryable()).isTrue();
    }

    @Test
    void givesUpWhatNobodyAnsweredInItsTimeAndNotTheRest() throws Exception {
        List<CompletableFuture<ObjectNode>> asked =
                onLoop(() -> List.of(ask("send", 60_000), ask("list", 30), ask("sync", 1)));

        for (CompletableFuture<ObjectNode> late : asked.subList(1, 3)) {
            Throwable failure = late.handle((reply, why) -> why).get(10, TimeUnit.SECONDS);
            assertThat(Refusal.of(failure).code()).isEqualTo("unreachable");
        }
        assertThat(asked.get(0)).isNotDone();
        assertThat(onLoop(requests::size)).isEqualTo(1);
    }

    private CompletableFuture<ObjectNode> ask(String type, long withinMs) {
        return requests.ask(Json.frame(type), withinMs);
    }

    private <T> T onLoop(Supplier<T> work) throws Exception {
        return CompletableFuture.supplyAsync(work, loop).get(10, TimeUnit.SECONDS);
    }
}
