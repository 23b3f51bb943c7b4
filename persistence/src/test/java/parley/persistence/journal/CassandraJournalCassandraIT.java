package parley.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.persistence.journal.JournalClient.group;

import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.journal.JournalEntry;
import parley.persistence.CassandraStore;
import parley.persistence.TestCassandra;

class CassandraJournalCassandraIT {

    private static JournalClient client;

    private final ChatId chat = new ChatId(TenantId.DEFAULT, UUID.randomUUID().toString());

    @BeforeAll
    static void open() {
        client = new JournalClient(TestCassandra.shared().config());
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void aWriteThatTimedOutAndLandsLaterChangesNothing() {
        client.write(chat, 1, group(10, 0, "a"));
        client.write(chat, 2, group(20, 10, "b by the next incarnation"));

        client.land(chat, 2, group(10, 10, "b").get(0));
        client.land(chat, 3, group(10, 10, "c").get(0));

        assertThat(client.replay(chat)).containsExactly("1/10 a", "2/20 b by the next incarnation");
    }

    @Test
    void aLateWriteCannotUndoWhatWasAnsweredAsDuplicate() {
        client.write(chat, 1, group(10, 0, "a"));
        client.land(chat, 2, group(20, 10, "b").get(0));
        assertThat(client.replay(chat)).containsExactly("1/10 a", "2/20 b");
        client.write(chat, 3, group(30, 20, "opened by the incarnation that answered duplicate"));

        client.land(chat, 2, group(25, 10, "of one that never answered").get(0));
        client.land(chat, 3, group(25, 25, "and its second").get(0));

        assertThat(client.replay(chat))
                .containsExactly("1/10 a", "2/20 b", "3/30 opened by the incarnation that answered duplicate");
    }

    @Test
    void twoIncarnationsThatInterleaveLeaveTheNewest() {
        client.write(chat, 1, group(10, 0, "a"));
        client.write(chat, 2, group(10, 10, "b10"));
        client.write(chat, 2, group(20, 10, "b20"));
        client.write(chat, 3, group(10, 10, "c10"));
        client.write(chat, 3, group(20, 20, "c20"));
        client.write(chat, 4, group(10, 10, "d10"));

        assertThat(client.replay(chat)).containsExactly("1/10 a", "2/20 b20", "3/20 c20");
    }

    @Test
    void aGroupWithAHoleEndsBeforeIt() {
        client.write(chat, 1, group(10, 0, "a"));
        List<JournalEntry> split = group(10, 10, "b", "c", "d");
        client.land(chat, 2, split.get(0));
        client.land(chat, 4, split.get(2));
        assertThat(client.replay(chat)).containsExactly("1/10 a", "2/10 b");

        client.write(chat, 3, group(20, 10, "c20"));
        client.land(chat, 3, split.get(1));

        assertThat(client.replay(chat)).containsExactly("1/10 a", "2/10 b", "3/20 c20");
    }

    @Test
    void replaysFromASnapshotAmongLateRows() {
        client.write(chat, 1, group(10, 0, "a", "b"));
        client.write(chat, 3, group(20, 10, "c"));
        client.snapshot(chat, 3, 20);
        client.land(chat, 3, group(10, 10, "late").get(0));
        client.land(chat, 4, group(10, 10, "late too").get(0));

        assertThat(client.replay(chat, 4)).isEmpty();
        client.write(chat, 4, group(30, 20, "d"));
        assertThat(client.replay(chat, 4)).containsExactly("4/30 d");
    }

    @Test
    void resolvesTheWholeLogWhereASnapshotsRowIsGone() {
        client.write(chat, 1, group(10, 0, "a", "b"));
        client.write(chat, 3, group(20, 10, "c"));
        client.land(chat, 3, group(10, 10, "late").get(0));

        assertThat(client.replay(chat, 3)).containsExactly("3/20 c");
    }

    @Test
    void goesOnInTheNextBucket() {
        long last = ChatLogTable.BUCKET_ENTRIES;
        client.snapshot(chat, last - 2, 10);
        client.write(chat, last - 1, group(10, 10, "y", "z", "a", "b"));

        assertThat(client.replay(chat, last - 1))
                .containsExactly((last - 1) + "/10 y", last + "/10 z", (last + 1) + "/10 a", (last + 2) + "/10 b");
    }

    @Test
    void splitsAGroupThatIsLargerThanARequest() {
        String[] texts =
                IntStream.range(0, 300).mapToObj(i -> i + "x".repeat(500)).toArray(String[]::new);

        assertThat(client.write(chat, 1, group(10, 0, texts))).isTrue();

        assertThat(client.replay(chat)).hasSize(300).last().asString().startsWith("300/10 299x");
    }

    @Test
    void splitsWhatCassandraRefusesAsTooLarge() {
        var greedy = ConfigFactory.parseString("""
                        parley.persistence.journal-writes.requests-max = 1
                        parley.persistence.journal-writes.request-bytes-max = 1 MiB
                        """)
                .withFallback(TestCassandra.shared().config());
        try (JournalClient unbounded = new JournalClient(greedy.resolve())) {
            List<TestKit> probes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ChatId one = new ChatId(TenantId.DEFAULT, chat.local() + i);
                probes.add(unbounded.start(new TestKit(unbounded.system()), one, 1, group(10, 0, "x".repeat(10_000))));
            }

            assertThat(probes).allMatch(probe -> unbounded.finish(probe, 1));
            assertThat(CassandraStore.get(unbounded.system())
                            .journalWrites()
                            .stats()
                            .splitRequests())
                    .as("requests that were refused")
                    .isPositive();
        }
    }
}
