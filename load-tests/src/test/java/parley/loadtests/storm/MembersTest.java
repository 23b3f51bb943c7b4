package parley.loadtests.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import parley.loadtests.client.ScriptedServer;

class MembersTest {

    private final ScriptedServer node = new ScriptedServer();
    private final Members members = new Members(List.of(node.url(), ""));

    @AfterEach
    void close() {
        members.close();
        node.close();
    }

    @Test
    void areStableWhileTheSameAreUp() {
        seeing(member("a", 1, "Up"), member("b", 2, "Up"), member("c", 3, "Down"));
        members.watch();

        Members.Seen seen = members.seen();

        assertThat(seen.isStable()).isTrue();
        assertThat(seen.expected()).isEqualTo(2);
    }

    @Test
    void areNotWhenOneIsGone() {
        seeing(member("a", 1, "Up"), member("b", 2, "Up"));
        members.watch();
        seeing(member("a", 1, "Up"), member("b", 2, "Down"));

        Members.Seen seen = members.seen();

        assertThat(seen.isStable()).isFalse();
        assertThat(seen.leastUp()).isEqualTo(1);
    }

    @Test
    void areNotWhenAnotherCameInItsPlace() {
        seeing(member("a", 1, "Up"));
        members.watch();
        seeing(member("a", 2, "Up"));

        assertThat(members.seen().isStable()).isFalse();
    }

    @Test
    void areNotWhenNobodyAnswers() {
        node.close();
        members.watch();

        assertThat(members.seen().isStable()).isFalse();
    }

    private void seeing(String... seen) {
        node.answering(request ->
                new ScriptedServer.Response(200, "{\"members\":[" + String.join(",", seen) + "],\"unreachable\":[]}"));
    }

    private static String member(String node, int uid, String status) {
        return "{\"node\":\"" + node + "\",\"nodeUid\":\"" + uid + "\",\"status\":\"" + status + "\"}";
    }
}
