package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.group;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;
import static parley.engine.fakes.Given.rename;
import static parley.engine.fakes.Given.user;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.Decision;
import parley.engine.fakes.Given;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Membership;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;

class GateWritesTest {

    private static final long EPOCH = 77;

    private ChatLogState state = ChatLogState.EMPTY;
    private Preview preview;

    /** One commit group. */
    private AckGate.Group committed(ChatCommand... commands) {
        ChatLogState before = state;
        List<StoredEntry> entries = new ArrayList<>();
        for (ChatCommand command : commands) {
            Decision.Accepted accepted = (Decision.Accepted) state.chat().decide(command, AT, ChatLimits.DEFAULT);
            ChatEvent event = accepted.events().get(0);
            long messages = state.chat().messages() + (event instanceof ChatEvent.Posted ? 1 : 0);
            JournalEntry entry = new JournalEntry(EPOCH, state.epoch(), messages, event);
            state = state.evolve(entry, ChatLimits.DEFAULT);
            entries.add(new StoredEntry(state.chat().seq(), entry));
        }
        return new AckGate.Group(before.chat(), state, entries, List.of());
    }

    private GateWrites.Composed write(AckGate.Group... groups) {
        GateWrites.Composed composed = GateWrites.of(List.of(groups), preview, GateWrites.Unwritten.NOTHING);
        Preview newer = GateWrites.newestPreview(
                Stream.of(groups).flatMap(group -> group.entries().stream()).toList());
        preview = newer == null ? preview : newer;
        return composed;
    }

    private GateWrite only(AckGate.Group... groups) {
        GateWrites.Composed writes = write(groups);
        assertThat(writes.first()).isEmpty();
        return writes.confirming();
    }

    @Test
    void aNewChatIsInTheRowsOfAllItsMembers() {
        GateWrite write = only(committed(group("k1", ANN, BOB)));
        assertThat(write.rows()).containsExactlyInAnyOrder(ANN, BOB);
        assertThat(write.members()).containsExactlyInAnyOrder(new Membership(ANN, 1, 0), new Membership(BOB, 1, 0));
        assertThat(write.head().stamp()).isEqualTo(new Stamp(EPOCH, 1));
        assertThat(write.head().preview()).isNull();
        assertThat(write.headRow()).isFalse();
        assertThat(write.info().title()).isEqualTo("Verona");
        assertThat(write.info().memberCount()).isEqualTo(2);
    }

    @Test
    void groupsThatWaitTogetherAreOneWriteOfTheNewestHead() {
        write(committed(group("k1", ANN, BOB)));
        GateWrite write = only(committed(post(ANN, "k2", 1), post(BOB, "k3", 1)), committed(rename(ANN, "k4", "M")));
        assertThat(write.head().stamp()).isEqualTo(new Stamp(EPOCH, 4));
        assertThat(write.head().messages()).isEqualTo(2);
        assertThat(write.head().preview()).isEqualTo(new Preview(BOB, "text of k3", AT));
        assertThat(write.info().title()).isEqualTo("M");
        assertThat(write.rows()).containsExactlyInAnyOrder(ANN, BOB);
        assertThat(write.members()).isEmpty();
        assertThat(write.own())
                .containsExactlyInAnyOrder(
                        new OwnPosition(ANN, new Position(4, 2)), new OwnPosition(BOB, new Position(3, 2)));
    }

    @Test
    void thePreviewStaysUntilTheNextMessageAndIsCutBetweenCharacters() {
        write(committed(group("k1", ANN, BOB)));
        String text = "x".repeat(99) + "🌹 and more";
        write(committed(new ChatCommand.Post(ANN, Given.key("k2"), 1, text)));
        GateWrite write = only(committed(rename(ANN, "k3", "M")));
        assertThat(write.head().preview().text()).isEqualTo("x".repeat(99));
    }

    @Test
    void theRowOfWhoIsPutOutEndsWithTheEntryThatDidIt() {
        write(committed(group("k1", ANN, BOB, CY)));
        GateWrites.Composed writes = write(
                committed(post(ANN, "k2", 1), remove(ANN, "k3", BOB), post(ANN, "k4", 3)),
                committed(leave(CY, "k5")),
                committed(post(ANN, "secret", 5)));
        assertThat(writes.confirming().rows()).containsExactly(ANN);
        assertThat(writes.confirming().members()).isEmpty();
        assertThat(writes.confirming().head().preview().text()).isEqualTo("text of secret");
        assertThat(writes.first()).hasSize(2);
        assertLeft(writes.first().get(0), new Membership(BOB, 0, 3), 1, "text of k2");
        assertLeft(writes.first().get(1), new Membership(CY, 0, 5), 2, "text of k4");
    }

    private static void assertLeft(GateWrite write, Membership left, long messages, String preview) {
        assertThat(write.rows()).containsExactly(left.user());
        assertThat(write.members()).containsExactly(left);
        assertThat(write.headRow()).isFalse();
        assertThat(write.head().stamp()).isEqualTo(new Stamp(EPOCH, left.leftSeq()));
        assertThat(write.head().messages()).isEqualTo(messages);
        assertThat(write.head().preview().text()).isEqualTo(preview);
    }

    @Test
    void whoJoinsAndGoesWithinOneWriteHasBoth() {
        write(committed(group("k1", ANN)));
        GateWrites.Composed writes = write(committed(add(ANN, "k2", BOB), remove(ANN, "k3", BOB)));
        assertThat(writes.first().get(0).members()).containsExactly(new Membership(BOB, 2, 3));
    }

    @Test
    void whoGoesAndComesBackWithinOneWriteIsAMember() {
        write(committed(group("k1", ANN, BOB)));
        GateWrite write = only(committed(remove(ANN, "k2", BOB), add(ANN, "k3", BOB)));
        assertThat(write.rows()).containsExactlyInAnyOrder(ANN, BOB);
        assertThat(write.members()).containsExactly(new Membership(BOB, 3, 0));
    }

    @Test
    void aLargerChatWritesItsHeadAndTheRowsOfAllOnlyWhenItsClassChanges() {
        UserId[] seven = IntStream.range(0, 7).mapToObj(i -> user("u_" + i)).toArray(UserId[]::new);
        write(committed(group("k1", ANN, seven)));
        GateWrites.Composed grows = write(committed(add(ANN, "k2", BOB)));
        assertThat(grows.first()).hasSize(1);
        assertThat(grows.first().get(0).rows()).hasSize(9);
        assertThat(grows.first().get(0).headRow()).isFalse();
        assertThat(grows.confirming().headRow()).isTrue();
        assertThat(grows.confirming().rows()).isEmpty();
        assertThat(grows.confirming().info().sizeClass()).isEqualTo(SizeClass.MEDIUM);
        GateWrite posts = only(committed(post(ANN, "k3", 2)));
        assertThat(posts.headRow()).isTrue();
        assertThat(posts.rows()).isEmpty();
        GateWrites.Composed joins = write(committed(add(ANN, "k4", CY)));
        assertThat(joins.first().get(0).rows()).containsExactly(CY);
        assertThat(joins.confirming().rows()).isEmpty();
        GateWrites.Composed shrinks = write(committed(
                IntStream.range(0, 5).mapToObj(i -> leave(seven[i], "k5")).toArray(ChatCommand[]::new)));
        assertThat(shrinks.confirming().headRow()).isTrue();
        assertThat(shrinks.confirming().info().sizeClass()).isEqualTo(SizeClass.SMALL);
        assertThat(shrinks.confirming().rows()).containsExactlyInAnyOrder(ANN, BOB, CY, seven[5], seven[6]);
    }

    @Test
    void recoveryWritesAllMembershipsButNoHeadForThoseWhoLeft() {
        committed(group("k1", ANN, BOB, CY), leave(BOB, "k2"), post(ANN, "secret", 2));
        AckGate.Group opened = new AckGate.Group(
                ChatLogState.EMPTY.chat(),
                state,
                List.of(new StoredEntry(3, new JournalEntry(EPOCH, EPOCH, 1, new ChatEvent.Opened(AT)))),
                List.of());
        GateWrite write = only(opened);
        assertThat(write.rows()).containsExactlyInAnyOrder(ANN, CY);
        assertThat(write.members())
                .containsExactlyInAnyOrder(
                        new Membership(ANN, 1, 0), new Membership(BOB, 0, 2), new Membership(CY, 1, 0));
    }
}
