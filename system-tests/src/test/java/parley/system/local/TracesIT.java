package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.Answers;
import parley.server.OtlpReceiver;
import parley.server.OtlpReceiver.Received;

/** Two nodes that trace every message: what a collector gets, and what happens where there is none any more. */
class TracesIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CHATS_MAX = 20;
    private static final String SAID = "Wherefore art thou Romeo";
    private static final Pattern FAILED =
            Pattern.compile("(?m)^parley_traces_spans_total\\{result=\"failed\"\\} (\\S+)$");

    private LocalClusterUnderTest cluster;
    private OtlpReceiver collector;
    private Stage.Person ann;
    private Stage.Person bob;

    @Test
    void aMessageIsOneTraceAcrossNodesAndIsNoneTheWorseWithoutACollector() throws Exception {
        try (OtlpReceiver started = OtlpReceiver.start();
                LocalClusterUnderTest nodes = LocalClusterUnderTest.start(
                        2,
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT", started.endpoint(),
                                "OTEL_EXPORTER_OTLP_TIMEOUT", "3000",
                                "OTEL_BSP_SCHEDULE_DELAY", "100"));
                Stage stage = new Stage(nodes.addresses(), "traces", Duration.ofSeconds(30))) {
            collector = started;
            cluster = nodes;
            ann = stage.enter(0);
            bob = stage.enter(1);

            Set<Boolean> sameNode = new HashSet<>();
            for (int i = 0; i < CHATS_MAX && sameNode.size() < 2; i++) {
                String chat = Stage.await(ann.client().createGroup("Verona", List.of(bob.user())))
                        .chat();
                sameNode.add(isTracedFromAnnToBob(chat));
            }
            assertThat(sameNode)
                    .as("chats on the sender's node, and on the other")
                    .hasSize(2);
            assertThat(collector.everything())
                    .doesNotContain(SAID)
                    .doesNotContain("Verona")
                    .doesNotContain(ann.user())
                    .doesNotContain(bob.user())
                    .doesNotContain(Stage.await(ann.client().session()).accessToken())
                    .doesNotContain(Stage.await(bob.client().session()).accessToken());

            collector.close();
            goesOnWithoutACollector(stage);
        }
    }

    /** Returns whether the chat is on the node that Ann's frame came to. */
    private boolean isTracedFromAnnToBob(String chat) {
        Answers.Ack ack = Stage.await(ann.client().send(chat, SAID));
        await().atMost(SOON).untilAsserted(() -> {
            List<Received> known = trace(chat, ack.seq());
            assertThat(deliveredTo(known)).as("nodes that delivered it").hasSize(2);
            assertThat(known).extracting(Received::name).contains("send", "queue", "persist", "gate", "publish", "ack");
        });

        List<Received> trace = trace(chat, ack.seq());
        Received send = one(trace, "send");
        Received publish = one(trace, "publish");
        String home = publish.node();
        assertThat(send.parent()).isEmpty();
        assertThat(trace).allSatisfy(span -> {
            assertThat(span.service()).isEqualTo("parley");
            assertThat(span.text("messaging.destination.name")).endsWith(chat);
        });
        for (String stage : List.of("queue", "persist", "gate", "publish", "ack")) {
            assertThat(one(trace, stage).parent()).as(stage).isEqualTo(send.id());
            assertThat(one(trace, stage).node()).as(stage).isEqualTo(stage.equals("ack") ? send.node() : home);
        }
        assertThat(trace).filteredOn(span -> span.name().equals("deliver")).allSatisfy(span -> {
            assertThat(span.parent()).isEqualTo(publish.id());
            assertThat(span.text("parley.seq")).isEqualTo(Long.toString(ack.seq()));
        });
        return home.equals(send.node());
    }

    /** All spans of the trace that has the ack of this message. */
    private List<Received> trace(String chat, long seq) {
        Set<String> ids = new HashSet<>();
        for (Received span : collector.spans()) {
            if (span.name().equals("ack")
                    && span.text("messaging.destination.name").endsWith(chat)
                    && span.text("parley.seq").equals(Long.toString(seq))) {
                ids.add(span.trace());
            }
        }
        return collector.spans().stream()
                .filter(span -> ids.contains(span.trace()))
                .toList();
    }

    private static Set<String> deliveredTo(List<Received> trace) {
        Set<String> nodes = new HashSet<>();
        trace.stream().filter(span -> span.name().equals("deliver")).forEach(span -> nodes.add(span.node()));
        return nodes;
    }

    private static Received one(List<Received> trace, String name) {
        List<Received> named =
                trace.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }

    private void goesOnWithoutACollector(Stage stage) throws Exception {
        String chat = Stage.await(bob.client().createGroup("Mantua", List.of(ann.user())))
                .chat();
        long last = stage.talk(bob, chat, 20);

        assertThat(stage.reach(List.of(ann, bob), chat, last, SOON)).isTrue();
        await().atMost(SOON).until(() -> failedSpans() > 0);
        assertThat(cluster.nodeLog(0)).anyMatch(line -> line.contains("traces not exported spans="));
        assertThat(stage.reach(List.of(ann, bob), chat, stage.talk(ann, chat, 1), SOON))
                .isTrue();
    }

    private double failedSpans() throws Exception {
        double failed = 0;
        for (var node : cluster.target().nodes()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(node.management() + "/metrics"))
                    .build();
            String shown = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher count = FAILED.matcher(shown);
            assertThat(count.find()).isTrue();
            failed += Double.parseDouble(count.group(1));
        }
        return failed;
    }
}
