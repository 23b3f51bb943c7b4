package parley.persistence.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.GateWrite;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Membership;
import parley.engine.inbox.Inbox.OwnPosition;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.Epoch;
import parley.persistence.CassandraExtension;
import parley.persistence.Cql;
import parley.persistence.PersistenceSettings;
import parley.persistence.ReadLimit;
import parley.persistence.TestCassandra;

class CassandraInboxCassandraIT {

    @RegisterExtension
    static final CassandraExtension CASSANDRA = new CassandraExtension();

    private final String run = UUID.randomUUID().toString();
    private final UserId alice = user("alice");
    private final UserId bob = user("bob");
    private final ChatId chat = new ChatId(TenantId.DEFAULT, "c-" + run);
    private final LongAdder cutLists = new LongAdder();
    private CassandraInbox inbox;

    @BeforeEach
    void open() {
        inbox = new CassandraInbox(CASSANDRA.cql(), CASSANDRA.writes(), new ReadLimit(16, 100), cutLists);
    }

    @Test
    void listsASmallChatWithItsHeadAndPeer() {
        write(created(SizeClass.SMALL, ChatKind.DIRECT));
        write(posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.DIRECT));

        InboxRow row = only(alice);

        assertThat(row.chat()).isEqualTo(chat);
        assertThat(row.peer()).isEqualTo(bob);
        assertThat(row.head().stamp()).isEqualTo(new Stamp(epoch(1, 0), 2));
        assertThat(row.head().preview()).isEqualTo(new Preview(alice, "hello", 77));
        assertThat(row.joinedSeq()).isEqualTo(1);
        assertThat(row.read()).as("sending reads up to what one sent").isEqualTo(new Position(2, 1));
        assertThat(only(bob).read()).isEqualTo(Position.START);
        assertThat(inbox.rowOf(bob, chat).toCompletableFuture().join()).contains(only(bob));
    }

    @Test
    void newestEntryOfTheNewestIncarnationWinsInWhateverOrderWritesArrive() {
        List<GateWrite> writes = new ArrayList<>(List.of(
                created(SizeClass.SMALL, ChatKind.GROUP),
                posted(epoch(1, 0), 2, 1, "first", SizeClass.SMALL, ChatKind.GROUP),
                posted(epoch(1, 0), 9, 8, "of a dead incarnation", SizeClass.SMALL, ChatKind.GROUP),
                posted(epoch(1, 1), 3, 2, "second", SizeClass.SMALL, ChatKind.GROUP),
                posted(epoch(2, 0), 4, 3, "third", SizeClass.SMALL, ChatKind.GROUP)));
        Collections.reverse(writes);

        writes.forEach(this::write);

        InboxRow row = only(bob);
        assertThat(row.head().stamp()).isEqualTo(new Stamp(epoch(2, 0), 4));
        assertThat(row.head().messages()).isEqualTo(3);
        assertThat(row.head().preview()).isEqualTo(new Preview(alice, "third", 77));
        assertThat(row.joinedSeq()).isEqualTo(1);
        assertThat(only(alice).read()).isEqualTo(new Position(4, 3));
    }

    @Test
    void readsTheHeadOfALargerChatFromItsOwnRow() {
        write(created(SizeClass.MEDIUM, ChatKind.GROUP));
        write(posted(epoch(1, 0), 2, 1, "hello", SizeClass.MEDIUM, ChatKind.GROUP));

        assertThat(only(bob).head().stamp().seq()).isEqualTo(2);
        assertThat(confirmed(SizeClass.MEDIUM)).isEqualTo(new Stamp(epoch(1, 0), 2));
    }

    @Test
    void whoeverLeftSeesTheHeadOfThatMoment() {
        write(created(SizeClass.MEDIUM, ChatKind.GROUP));
        write(left(2, bob));
        write(posted(epoch(1, 0), 3, 1, "after bob", SizeClass.MEDIUM, ChatKind.GROUP));

        InboxRow row = only(bob);

        assertThat(row.leftSeq()).isEqualTo(2);
        assertThat(row.joinedSeq())
                .as("a joined seq of 0 leaves the stored one")
                .isEqualTo(1);
        assertThat(row.head().stamp().seq()).isEqualTo(2);
        assertThat(row.head().preview()).isNull();
    }

    @Test
    void whoeverLeftSeesNothingOfWhatRecoveryWritesAgain() {
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        write(left(2, bob));
        write(new GateWrite(
                info(SizeClass.SMALL, ChatKind.GROUP),
                new Head(new Stamp(epoch(2, 0), 5), 2, new Preview(alice, "secret", 77)),
                false,
                List.of(alice),
                List.of(new Membership(alice, 1, 0), new Membership(bob, 0, 2)),
                List.of(),
                false));

        assertThat(only(bob).leftSeq()).isEqualTo(2);
        assertThat(only(bob).head().stamp().seq()).isEqualTo(2);
        assertThat(only(bob).head().preview()).isNull();
        assertThat(only(alice).head().preview()).isEqualTo(new Preview(alice, "secret", 77));
    }

    @Test
    void aSmallChatIsConfirmedAsFarAsTheOldestOfItsRows() {
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        GateWrite halfDone = posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.GROUP);
        write(new GateWrite(
                halfDone.info(), halfDone.head(), false, List.of(bob), halfDone.members(), halfDone.own(), false));

        assertThat(confirmed(SizeClass.SMALL)).isEqualTo(new Stamp(epoch(1, 0), 1));
        assertThat(inbox.confirmed(chat, SizeClass.SMALL, List.of(bob, user("nobody")))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void rowsAreOpenUntilTheyAreWrittenAsSettledWhicheverArrivesFirst() {
        GateWrite opens = posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.GROUP);
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        write(asOpen(opens));

        assertThat(only(alice).open()).isTrue();
        assertThat(isOpen(SizeClass.SMALL)).isTrue();

        write(opens);
        write(asOpen(opens));

        assertThat(only(alice).open()).isFalse();
        assertThat(isOpen(SizeClass.SMALL)).isFalse();
        write(asOpen(posted(epoch(1, 0), 3, 2, "again", SizeClass.SMALL, ChatKind.GROUP)));
        assertThat(only(bob).open()).isTrue();
    }

    @Test
    void theHeadOfALargerChatIsOpenToo() {
        write(created(SizeClass.MEDIUM, ChatKind.GROUP));
        assertThat(only(bob).open()).isFalse();
        write(asOpen(posted(epoch(1, 0), 2, 1, "hello", SizeClass.MEDIUM, ChatKind.GROUP)));
        assertThat(only(bob).open()).isTrue();
        assertThat(isOpen(SizeClass.MEDIUM)).isTrue();
        assertThat(inbox.rowOf(bob, chat)
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .open())
                .isTrue();
    }

    @Test
    void oneRowThatIsOpenIsEnough() {
        GateWrite opens = asOpen(posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.GROUP));
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        write(new GateWrite(opens.info(), opens.head(), false, List.of(bob), List.of(), List.of(), true));
        assertThat(isOpen(SizeClass.SMALL)).isTrue();
    }

    @Test
    void whatOneHasLeftIsNeverOpen() {
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        write(asOpen(posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.GROUP)));
        write(left(3, bob));
        assertThat(only(bob).open()).isFalse();
    }

    private static GateWrite asOpen(GateWrite write) {
        return new GateWrite(
                write.info(), write.head(), write.headRow(), write.rows(), write.members(), write.own(), true);
    }

    private boolean isOpen(SizeClass sizeClass) {
        return inbox.confirmed(chat, sizeClass, List.of(alice, bob))
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .open();
    }

    @Test
    void keepsThePreviewWhereAGroupHasNone() {
        write(created(SizeClass.SMALL, ChatKind.GROUP));
        write(posted(epoch(1, 0), 2, 1, "hello", SizeClass.SMALL, ChatKind.GROUP));
        write(new GateWrite(
                info(SizeClass.SMALL, ChatKind.GROUP),
                new Head(new Stamp(epoch(1, 0), 3), 1, null),
                false,
                List.of(alice, bob),
                List.of(),
                List.of(),
                false));

        assertThat(only(bob).head().stamp().seq()).isEqualTo(3);
        assertThat(only(bob).head().preview()).isEqualTo(new Preview(alice, "hello", 77));
        assertThat(confirmed(SizeClass.SMALL)).isEqualTo(new Stamp(epoch(1, 0), 3));
    }

    @Test
    void aListThatIsTooLongShowsTheChatsInWhichSomebodySpokeLast() {
        var settings = PersistenceSettings.from(ConfigFactory.parseString("parley.persistence.list-rows-max = 3")
                .withFallback(TestCassandra.shared().config())
                .resolve());
        var small = new CassandraInbox(
                new Cql(CASSANDRA.cql().session(), settings), CASSANDRA.writes(), new ReadLimit(16, 100), cutLists);
        for (int spokenAt = 1; spokenAt <= 9; spokenAt++) {
            ChatId one = new ChatId(TenantId.DEFAULT, "g_" + run + (char) ('a' + spokenAt * 7 % 10));
            Head head = new Head(new Stamp(epoch(1, 0), 2), 1, new Preview(alice, "hello", spokenAt));
            inbox.write(
                            one,
                            new GateWrite(
                                    info(SizeClass.SMALL, ChatKind.GROUP),
                                    head,
                                    false,
                                    List.of(alice),
                                    List.of(new Membership(alice, 1, 0)),
                                    List.of(),
                                    false))
                    .toCompletableFuture()
                    .join();
        }

        assertThat(small.listOf(alice).toCompletableFuture().join())
                .extracting(row -> row.head().preview().at())
                .containsExactly(9L, 8L, 7L);
        assertThat(cutLists.sum()).isEqualTo(1);
    }

    @Test
    void readPositionsOnlyGrow() {
        write(created(SizeClass.SMALL, ChatKind.GROUP));

        inbox.moveRead(bob, chat, new Position(5, 4)).toCompletableFuture().join();
        inbox.moveRead(bob, chat, new Position(3, 2)).toCompletableFuture().join();
        inbox.moveRead(bob, chat, Position.START).toCompletableFuture().join();

        assertThat(only(bob).read()).isEqualTo(new Position(5, 4));
    }

    @Test
    void knowsNothingOfWhatWasNeverWritten() {
        assertThat(inbox.listOf(alice).toCompletableFuture().join()).isEmpty();
        assertThat(inbox.rowOf(alice, chat).toCompletableFuture().join()).isEmpty();
        assertThat(inbox.confirmed(chat, SizeClass.SMALL, List.of(alice))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        assertThat(inbox.confirmed(chat, SizeClass.MEDIUM, List.of(alice))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void readsTheHeadsOfManyLargerChats() {
        for (int i = 0; i < 50; i++) {
            GateWrite created = created(SizeClass.MEDIUM, ChatKind.GROUP);
            inbox.write(new ChatId(TenantId.DEFAULT, "c" + i + "-" + run), created)
                    .toCompletableFuture()
                    .join();
        }

        List<InboxRow> list = inbox.listOf(alice).toCompletableFuture().join();

        assertThat(list).hasSize(50).allMatch(row -> row.head().stamp().seq() == 1);
    }

    private GateWrite created(SizeClass sizeClass, ChatKind kind) {
        return new GateWrite(
                info(sizeClass, kind),
                new Head(new Stamp(epoch(1, 0), 1), 0, null),
                sizeClass == SizeClass.MEDIUM,
                List.of(alice, bob),
                List.of(new Membership(alice, 1, 0), new Membership(bob, 1, 0)),
                List.of(),
                false);
    }

    private GateWrite posted(long epoch, long seq, long messages, String text, SizeClass sizeClass, ChatKind kind) {
        return new GateWrite(
                info(sizeClass, kind),
                new Head(new Stamp(epoch, seq), messages, new Preview(alice, text, 77)),
                sizeClass == SizeClass.MEDIUM,
                sizeClass == SizeClass.SMALL ? List.of(alice, bob) : List.of(),
                List.of(),
                List.of(new OwnPosition(alice, new Position(seq, messages))),
                false);
    }

    private static Info info(SizeClass sizeClass, ChatKind kind) {
        return new Info(kind, "title", sizeClass, 2);
    }

    private void write(GateWrite write) {
        inbox.write(chat, write).toCompletableFuture().join();
    }

    /** What the gate writes for somebody who was put out. */
    private GateWrite left(long seq, UserId user) {
        return new GateWrite(
                info(SizeClass.SMALL, ChatKind.GROUP),
                new Head(new Stamp(epoch(1, 0), seq), 0, null),
                false,
                List.of(user),
                List.of(new Membership(user, 0, seq)),
                List.of(),
                false);
    }

    private InboxRow only(UserId user) {
        List<InboxRow> list = inbox.listOf(user).toCompletableFuture().join();
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private Stamp confirmed(SizeClass sizeClass) {
        return inbox.confirmed(chat, sizeClass, List.of(alice, bob))
                .toCompletableFuture()
                .join()
                .orElseThrow()
                .stamp();
    }

    private UserId user(String name) {
        return new UserId(TenantId.DEFAULT, name + "-" + run);
    }

    private static long epoch(long token, long counter) {
        return Epoch.of(token, counter);
    }
}
