package parley.system.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import parley.loadtests.drive.Drive;
import parley.loadtests.drive.Options;
import parley.loadtests.drive.Result;

/** The lean driver, briefly, on a node as it is, and on the same node that drops one delivery in fifty. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriveIT {

    private static PlantedNodes nodes;

    @BeforeAll
    static void startNode() throws IOException {
        // A driver that reads as fast as it can is a flood.
        nodes = PlantedNodes.start(
                1,
                "-D" + DeliveryDropped.EVERY + "=50",
                "-Dparley.gateway.socket.traffic.frames-per-second=100000",
                "-Dparley.gateway.socket.traffic.frames-burst=100000",
                "-Dparley.gateway.socket.traffic.invitations-per-second=1",
                "-Dparley.gateway.socket.traffic.invitations-burst=1");
    }

    @AfterAll
    static void stopNode() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    @Order(1)
    void nodeAsItIsLosesNothing() {
        Result direct = drive("direct-open", "--pairs", "10", "--rate", "100");
        Result group = drive("group", "--members", "6", "--senders", "2", "--window", "3");

        assertThat(direct.verdict().isOk()).as(direct.json().toString()).isTrue();
        assertThat(direct.json().at("/counts/delivered").asLong()).isPositive();
        assertThat(group.verdict().isOk()).as(group.json().toString()).isTrue();
        assertThat(group.json().at("/counts/delivered").asLong()).isPositive();
    }

    @Test
    @Order(2)
    void sessionsComeBackWithContinuityProvenAndHistoryIsReadInWholePages() {
        Result resume = drive("resume", "--sessions", "10", "--outstanding", "3");
        Result history = drive("history", "--chats", "2", "--messages", "60", "--outstanding", "4", "--read", "random");

        assertThat(resume.verdict().isOk()).as(resume.json().toString()).isTrue();
        assertThat(resume.json().at("/counts/resumed").asLong()).isPositive();
        assertThat(history.verdict().isOk()).as(history.json().toString()).isTrue();
        assertThat(history.json().at("/counts/pages").asLong()).isPositive();
    }

    @Test
    @Order(3)
    void groupIsWholeThoughItsMembersMayBeInvitedNoFaster() {
        Result group = drive("group", "--members", "320", "--senders", "1", "--window", "2");

        assertThat(group.verdict().isOk()).as(group.json().toString()).isTrue();
        assertThat(group.json().at("/counts/delivered").asLong()).isPositive();
        assertThat(group.json().at("/events/error rate_limited").asLong())
                .as("it had to wait")
                .isPositive();
    }

    @Test
    @Order(4)
    void nodeThatDropsOneDeliveryInFiftyDoesNotCount() {
        nodes.on(PlantedBug.DELIVERY_DROPPED, "");

        Result result = drive("direct-open", "--pairs", "10", "--rate", "200");

        assertThat(nodes.firings(PlantedBug.DELIVERY_DROPPED)).isNotEmpty();
        assertThat(result.verdict().isOk()).as(result.json().toString()).isFalse();
        assertThat(result.verdict().found().get("lost"))
                .as(result.json().toString())
                .isPositive();
    }

    private static Result drive(String workload, String... more) {
        String[] usual = {
            "parley",
            workload,
            "--http",
            String.join(",", nodes.cluster().addresses()),
            "--warm-up",
            "500ms",
            "--measure",
            "1s",
            "--quiet",
            "1s"
        };
        String[] arguments = new String[usual.length + more.length];
        System.arraycopy(usual, 0, arguments, 0, usual.length);
        System.arraycopy(more, 0, arguments, usual.length, more.length);
        try (var progress = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
            return Drive.run(Options.parse(arguments), nodes.cluster().serviceKey(), progress);
        }
    }
}
