package parley.engine.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.group;
import static parley.engine.fakes.Given.post;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.javadsl.SnapshotTestKit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatLog.Committed;
import parley.engine.chat.ChatLog.Recovered;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.chat.domain.Decision;
import parley.engine.fakes.Given;
import parley.engine.fakes.HeldJournal;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.Epoch;
import parley.engine.journal.JournalEntry;

class ChatLogTest {

    private static final long EPOCH = Epoch.of(1, 1);
    private static final AtomicInteger CHATS = new AtomicInteger();

    private static ActorTestKit testKit;
    private final ChatId chat = Given.chat("log_" + CHATS.incrementAndGet());
    private final HeldJournal journal = new HeldJournal();
    private PersistenceTestKit persistence;
    private TestProbe<Recovered> parent;
    private TestProbe<Committed> replies;
    private ActorRef<ChatLog.Message> log;

    @BeforeAll
    static void startSystem() {
        testKit = ActorTestKit.create("chat-log", ChatWorld.CONFIG);
    }

    @AfterAll
    static void stopSystem() {
        testKit.shutdownTestKit();
    }

    @BeforeEach
    void begin() {
        persistence = PersistenceTestKit.create(testKit.system());
        persistence.withPolicy(journal);
        parent = testKit.createTestProbe(Recovered.class);
        replies = testKit.createTestProbe(Committed.class);
    }

    @AfterEach
    void end() {
        journal.releaseAll();
        testKit.stop(log);
        persistence.resetPolicy();
    }

    private Recovered start() {
        log = testKit.spawn(ChatLog.create(chat, ChatLimits.DEFAULT, parent.ref()));
        return parent.expectMessageClass(Recovered.class, ChatWorld.SOON);
    }

    private Recovered restart() {
        testKit.stop(log);
        return start();
    }

    private Committed commit(long epoch, ChatCommand... commands) {
        log.tell(new ChatLog.Commit(epoch, asked(commands), AT, replies.ref()));
        return replies.expectMessageClass(Committed.class, ChatWorld.SOON);
    }

    private static List<ChatLog.Asked> asked(ChatCommand... commands) {
        return Stream.of(commands)
                .map(command -> new ChatLog.Asked(command, ChatLog.ALONE))
                .toList();
    }

    private List<JournalEntry> stored() {
        return persistence.persistedInStorage(chat.key()).stream()
                .map(JournalEntry.class::cast)
                .toList();
    }

    @Test
    void aGroupIsOneWriteInTheOrderOfItsCommands() {
        assertThat(start()).isEqualTo(new Recovered(ChatLogState.EMPTY, List.of()));
        Committed committed = commit(
                EPOCH,
                group("k1", ANN, BOB),
                post(ANN, "k2", 1),
                post(Given.CY, "k3", 1),
                post(ANN, "k2", 1),
                post(BOB, "k4", 1));
        assertThat(journal.groups()).containsExactly(3);
        assertThat(committed.entries()).extracting(StoredEntry::seq).containsExactly(1L, 2L, 3L);
        assertThat(committed.entries()).extracting(StoredEntry::entry).isEqualTo(stored());
        assertThat(committed.outcomes()).extracting(ChatLog.Outcome::seq).containsExactly(1L, 2L, 2L, 2L, 3L);
        assertThat(committed.outcomes()).extracting(ChatLog.Outcome::messages).containsExactly(0L, 1L, 1L, 1L, 2L);
        assertThat(committed.outcomes().get(2).decision()).isEqualTo(new Decision.Rejected(ChatRejection.NO_SUCH_CHAT));
        assertThat(committed.outcomes().get(3).decision()).isEqualTo(new Decision.Duplicate(2, 1, AT));
        assertThat(committed.state().chat().seq()).isEqualTo(3);
        assertThat(committed.state().epoch()).isEqualTo(EPOCH);
    }

    @Test
    void aGroupThatChangesNothingWritesNothing() {
        start();
        commit(EPOCH, group("k1", ANN, BOB));
        Committed committed = commit(EPOCH, group("k1", ANN, BOB));
        assertThat(committed.entries()).isEmpty();
        assertThat(committed.outcomes()).hasSize(1);
        assertThat(journal.groups()).containsExactly(1);
    }

    @Test
    void isToldOnlyWhenItIsDurable() {
        start();
        journal.hold();
        log.tell(new ChatLog.Commit(EPOCH, asked(group("k1", ANN, BOB)), AT, replies.ref()));
        replies.expectNoMessage(ChatWorld.QUIET);
        journal.releaseAll();
        replies.expectMessageClass(Committed.class, ChatWorld.SOON);
    }

    @Test
    void aRestartRecoversStateAndEntries() {
        start();
        ChatLogState before =
                commit(EPOCH, group("k1", ANN, BOB), post(ANN, "k2", 1)).state();
        Recovered recovered = restart();
        assertThat(recovered.state()).isEqualTo(before);
        assertThat(recovered.replayed()).extracting(StoredEntry::seq).containsExactly(1L, 2L);
        assertThat(recovered.replayed()).extracting(StoredEntry::entry).isEqualTo(stored());
    }

    @Test
    void entriesPointBackToTheEpochOfTheOneBefore() {
        start();
        commit(EPOCH, group("k1", ANN, BOB), post(ANN, "k2", 1));
        restart();
        log.tell(new ChatLog.Open(EPOCH + 1, AT, replies.ref()));
        Committed opened = replies.expectMessageClass(Committed.class, ChatWorld.SOON);
        assertThat(opened.outcomes()).isEmpty();
        assertThat(opened.entries())
                .containsExactly(new StoredEntry(3, new JournalEntry(EPOCH + 1, EPOCH, 1, new ChatEvent.Opened(AT))));
        commit(EPOCH + 1, post(ANN, "k3", 3));
        assertThat(stored()).extracting(JournalEntry::epoch).containsExactly(EPOCH, EPOCH, EPOCH + 1, EPOCH + 1);
        assertThat(stored()).extracting(JournalEntry::previousEpoch).containsExactly(0L, EPOCH, EPOCH, EPOCH + 1);
    }

    @Test
    void aSnapshotIsWrittenAndRecoveredFrom() {
        start();
        commit(EPOCH, group("k0", ANN, BOB));
        ChatLogState state = ChatLogState.EMPTY;
        for (int group = 0; group < 6; group++) {
            state = commit(EPOCH, posts(group)).state();
        }
        SnapshotTestKit snapshots = SnapshotTestKit.create(testKit.system());
        parent.awaitAssert(() -> {
            assertThat(snapshots.persistedInStorage(chat.key())).hasSize(1);
            return null;
        });
        Recovered recovered = restart();
        assertThat(recovered.state()).isEqualTo(state);
        assertThat(recovered.state().chat().seq()).isEqualTo(601);
        assertThat(recovered.replayed().size())
                .as("entries replayed after the snapshot")
                .isLessThan(200);
        assertThat(commit(EPOCH + 1, post(ANN, "p3-7", 0)).outcomes().get(0).decision())
                .isInstanceOf(Decision.Duplicate.class);
    }

    private static ChatCommand[] posts(int group) {
        return IntStream.range(0, 100)
                .mapToObj(i -> post(ANN, "p" + group + "-" + i, 1))
                .toArray(ChatCommand[]::new);
    }

    @Test
    void aWriteThatFailsStopsItWithoutAnAnswer() {
        start();
        journal.failNext();
        log.tell(new ChatLog.Commit(EPOCH, asked(group("k1", ANN, BOB)), AT, replies.ref()));
        replies.expectTerminated(log, ChatWorld.SOON);
        replies.expectNoMessage(ChatWorld.QUIET);
    }
}
