package parley.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import parley.engine.lease.NodeLease.Term;

class NodeLeaseTest {

    private final LeaseWorld world = new LeaseWorld();
    private final List<Term> ended = new ArrayList<>();

    NodeLeaseTest() {
        world.lease.onEnd(ended::add);
    }

    @Test
    void holdsNothingBeforeTheStoreHasConfirmedIt() {
        assertThat(world.lease.term().holds()).isFalse();
        world.leases.answering.hold();
        world.lease.tick();
        assertThat(world.lease.term().holds()).isFalse();
        world.leases.answering.releaseAll();
        assertThat(world.lease.term().holds()).isTrue();
    }

    @Test
    void lastsFromWhenARenewalWasSentNotFromWhenItWasConfirmed() {
        Term term = world.begun().lease.term();
        world.passes(Duration.ofSeconds(1));
        world.leases.answering.hold();
        world.lease.tick();
        world.passes(Duration.ofSeconds(3));
        world.leases.answering.releaseAll();

        world.passes(Duration.ofMillis(2_999));
        assertThat(term.holds()).isTrue();
        world.passes(Duration.ofMillis(1));
        assertThat(term.holds()).isFalse();
    }

    @Test
    void aConfirmationThatComesTooLateRenewsNothingAndTheNodeBeginsAnew() {
        Term term = world.begun().lease.term();
        world.leases.answering.hold();
        world.lease.tick();
        world.passes(LeaseWorld.TTL);
        assertThat(term.holds()).isFalse();

        world.leases.answering.releaseAll();

        assertThat(term.holds()).isFalse();
        assertThat(ended).containsExactly(term);
        Term next = world.lease.term();
        assertThat(next.holder()).isEqualTo(new NodeIncarnation("node-1", 2));
        assertThat(next.holds()).isTrue();
    }

    @Test
    void whatRanOutWithoutAnyAnswerEndsAtTheNextTick() {
        Term term = world.begun().lease.term();
        world.leases.answering.hold();
        world.lease.tick();
        world.passes(LeaseWorld.TTL);

        world.lease.tick();

        assertThat(ended).containsExactly(term);
        assertThat(world.lease.term()).isNotSameAs(term);
    }

    @Test
    void aRowThatWasDeletedEndsIt() {
        Term term = world.begun().lease.term();
        world.leases.delete(term.holder());

        world.lease.tick();

        assertThat(term.holds()).isFalse();
        assertThat(ended).containsExactly(term);
    }

    @Test
    void aRowThatSomebodyElseChangedEndsIt() {
        Term term = world.begun().lease.term();
        world.leases.put(term.holder(), 99);

        world.lease.tick();

        assertThat(ended).containsExactly(term);
    }

    @Test
    void aRenewalWhoseAnswerWasLostExtendsNothingUntilTheNext() {
        Term term = world.begun().lease.term();
        world.passes(Duration.ofSeconds(1));
        world.leases.loseNextAnswer();
        world.lease.tick();
        world.passes(Duration.ofSeconds(1));
        world.lease.tick();
        world.passes(Duration.ofSeconds(1));
        world.leases.answering.failNext(1);
        world.lease.tick();

        world.passes(Duration.ofSeconds(3));
        assertThat(term.holds())
                .as("six seconds after the last renewal that is known")
                .isFalse();
        assertThat(world.leases.answering.count()).isZero();
    }

    @Test
    void aLostAnswerIsMadeUpForByTheRenewalAfterTheNext() {
        Term term = world.begun().lease.term();
        world.leases.loseNextAnswer();
        for (int i = 0; i < 3; i++) {
            world.passes(Duration.ofSeconds(1));
            world.lease.tick();
        }
        world.passes(Duration.ofSeconds(5));
        assertThat(term.holds()).isTrue();
        assertThat(ended).isEmpty();
    }

    @Test
    void aBeginningWhoseAnswerWasLostHoldsOnceItIsRenewed() {
        world.leases.loseNextAnswer();
        world.lease.tick();
        world.lease.tick();
        assertThat(world.lease.term().holds())
                .as("nobody knows when the row was written")
                .isFalse();
        world.lease.tick();
        assertThat(world.lease.term().holds()).isTrue();
    }

    @Test
    void aNodeThatTheOthersHaveRemovedRenewsNothingAndIsToldToLeave() {
        Term term = world.begun().lease.term();
        world.leases.remove("node-1");
        world.lease.tick();
        assertThat(term.holds()).isFalse();
        assertThat(ended).containsExactly(term);
        world.passes(LeaseWorld.TTL);
        world.lease.tick();
        assertThat(world.lease.term().holds()).as("it does not begin anew").isFalse();
        assertThat(ended).hasSize(1);
        assertThat(world.toldToLeave).hasValue(1);
    }

    @Test
    void aNodeThatWasRemovedWhileItWasPausedDoesNotBeginAnewWhenItWakes() {
        Term term = world.begun().lease.term();
        world.passes(LeaseWorld.TTL);
        world.leases.remove("node-1");
        world.lease.tick();
        assertThat(ended).contains(term);
        world.lease.tick();
        assertThat(world.lease.term().holds()).isFalse();
        assertThat(world.toldToLeave).hasValue(1);
    }

    @Test
    void aSlowStoreIsAskedOnceAtATime() {
        world.begun();
        world.leases.answering.hold();
        world.lease.tick();
        world.lease.tick();
        assertThat(world.leases.answering.count()).isEqualTo(1);
    }

    @Test
    void refusesSettingsUnderWhichOneLostRenewalWouldEndIt() {
        assertThatThrownBy(() -> new LeaseSettings(Duration.ofSeconds(6), Duration.ofSeconds(3), Duration.ofSeconds(1)))
                .hasMessageContaining("renew-every");
        assertThatThrownBy(() -> new LeaseSettings(Duration.ofSeconds(6), Duration.ofSeconds(1), Duration.ZERO))
                .hasMessageContaining("margin");
    }
}
