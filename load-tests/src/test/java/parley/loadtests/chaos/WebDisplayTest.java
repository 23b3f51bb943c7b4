package parley.loadtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebDisplayTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final WebDisplay display = new WebDisplay(0, () -> "{\"seed\":4}", name -> {
        asked.add(name);
        return name.equals("kill-node");
    });

    @AfterEach
    void close() {
        display.close();
    }

    @Test
    void servesThePageAndWhatItDraws() throws Exception {
        assertThat(get("").body()).contains("<title>Parley chaos</title>", "const REPORT = null;", "function chart(");
        assertThat(get("state").body()).isEqualTo("{\"seed\":4}");
        assertThat(get("elsewhere").statusCode()).isEqualTo(404);
    }

    @Test
    void asksForAFaultAndSaysWhetherItCanBeHad() throws Exception {
        assertThat(post("faults/kill-node")).isEqualTo(202);
        assertThat(post("faults/quake")).isEqualTo(409);
        assertThat(get("faults/kill-node").statusCode()).isEqualTo(405);
        assertThat(asked).containsExactly("kill-node", "quake");
    }

    @Test
    void aReportIsOneFileInWhichNothingEndsTheScriptEarly() {
        assertThat(Pages.report("{\"verdict\":\"</script><b>\"}"))
                .contains("{\"verdict\":\"\\u003c/script>\\u003cb>\"}")
                .doesNotContain("src=");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private int post(String path) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody())).statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(display.address() + path)).timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
