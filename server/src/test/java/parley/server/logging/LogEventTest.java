package parley.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogEventTest {

    @Test
    void isNamedByTheWordsBeforeTheFirstPair() {
        LogEvent event = LogEvent.of("chat gate given up chat={} tries={} cause={}");

        assertThat(event.name()).isEqualTo("chat_gate_given_up");
        assertThat(event.values(new Object[] {"g_7f", 3, "late"}))
                .containsEntry("chat", "g_7f")
                .containsEntry("tries", 3)
                .containsEntry("cause", "late")
                .hasSize(3);
    }

    @Test
    void takesConstantsAndQuotesForWhatTheyAre() {
        LogEvent event = LogEvent.of("lease lost holder={} why=removed from the cluster what=\"{}\" last={}");

        assertThat(event.name()).isEqualTo("lease_lost");
        assertThat(event.values(new Object[] {"n1", "a poll", true}))
                .containsEntry("holder", "n1")
                .containsEntry("why", "removed from the cluster")
                .containsEntry("what", "a poll")
                .containsEntry("last", true);
    }

    @Test
    void whatAkkaSaysInOurNameIsNoEvent() {
        assertThat(LogEvent.of("Supervisor StopSupervisor saw failure: a=b").name())
                .isEmpty();
        assertThat(LogEvent.of("received {} from {}").name()).isEmpty();
    }

    @Test
    void livesWithWhatWasNotLogged() {
        assertThat(LogEvent.of("node failed to start").name()).isEqualTo("node_failed_to_start");
        assertThat(LogEvent.of("lease lost holder={} why={}").values(new Object[] {"n1"}))
                .containsOnlyKeys("holder");
        assertThat(LogEvent.of("lease lost holder={}").values(new Object[] {null}))
                .containsEntry("holder", "null");
    }
}
