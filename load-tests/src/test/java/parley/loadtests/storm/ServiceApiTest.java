package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.ScriptedServer;

class ServiceApiTest {

    private static final ServiceApi.Bulk TWO_BY_TWO = new ServiceApi.Bulk("tokens", "users", 2, 2);

    private final ScriptedServer server = new ScriptedServer();
    private final ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults());
    private final ServiceApi service = new ServiceApi(
            new HttpApi(runtime, List.of(server.url()), FrameTap.NONE), "the-key", Duration.ofSeconds(10));
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        runtime.close();
        server.close();
    }

    @Test
    void postsInPiecesAndAgainOnlyWhatFailedForNow() {
        answering("{\"error\":{\"code\":\"unavailable\",\"retryable\":true}}");

        List<String> users = service.postTexts(TWO_BY_TWO, List.of("a", "b", "c")).stream()
                .map(result -> result.path("user").asText())
                .toList();

        assertThat(users).containsExactly("a", "b", "c");
        assertThat(bodies)
                .containsExactlyInAnyOrder(
                        "the-key {\"users\":[\"a\",\"b\"]}",
                        "the-key {\"users\":[\"c\"]}",
                        "the-key {\"users\":[\"b\"]}");
    }

    @Test
    void givesUpAtAnItemThatIsRefused() {
        answering("{\"error\":{\"code\":\"not_found\",\"retryable\":false}}");

        assertThatThrownBy(() -> service.postTexts(TWO_BY_TWO, List.of("a", "b")))
                .isInstanceOf(StormException.class)
                .hasMessageContaining("not_found");
    }

    /** Echoes each user, but {@code b} the first time. */
    private void answering(String firstOfB) {
        server.answering(request -> {
            boolean first = bodies.stream().noneMatch(body -> body.contains("\"b\""));
            bodies.add(request.token() + " " + request.body());
            StringBuilder results = new StringBuilder();
            for (char user : request.body().replaceAll("\\W|users", "").toCharArray()) {
                results.append(results.isEmpty() ? "" : ",")
                        .append(user == 'b' && first ? firstOfB : "{\"user\":\"" + user + "\"}");
            }
            return new ScriptedServer.Response(200, "{\"results\":[" + results + "]}");
        });
    }
}
