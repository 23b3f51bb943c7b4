package parley.loadtests.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parley.loadtests.check.Observation.Action;
import parley.loadtests.check.Observation.Deliver;
import parley.loadtests.check.Observation.Outcome;
import parley.loadtests.check.Observation.Page;
import parley.loadtests.check.Observation.Result;

/** Runs of some hundred random steps: nothing is found in what went right, and whatever is spoilt is found. */
class CheckerSimulationTest {

    private static final int SEEDS = 60;
    private static final int STEPS = 60;

    static LongStream seeds() {
        Long pinned = Long.getLong("parley.seed");
        return pinned == null ? LongStream.range(0, SEEDS) : LongStream.of(pinned);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsNothingInALegalRun(long seed) {
        Verdict verdict = run(new SplittableRandom(seed)).verdict();

        assertThat(verdict.isClean()).as(verdict.report()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsWhateverIsSpoilt(long seed) {
        for (Spoil spoil : SPOILS) {
            SplittableRandom random = new SplittableRandom(seed);
            Story story = run(random);

            spoil.how().accept(story, random);

            assertThat(story.verdict().counts())
                    .as("%s in seed %d", spoil.name(), seed)
                    .isNotEmpty();
        }
    }

    private static Story run(SplittableRandom random) {
        Story story = new Story();
        List<Integer> clients = new ArrayList<>();
        Stream.of("u_ann", "u_bob", "u_cy", "u_bob").forEach(user -> clients.add(story.client(user)));
        story.create(1, story.user("u_bob"), story.user("u_cy"));
        boolean guest = false;
        for (int step = 0; step < STEPS; step++) {
            int client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(12)) {
                case 0 ->
                    story.fault("cut " + step, () -> {
                        story.cut(client);
                        story.send(client == 1 ? 2 : 1);
                        story.connect(client);
                    });
                case 1 -> {
                    if (guest) {
                        story.remove(1, story.user("u_dan"));
                    } else {
                        story.admit(1, story.user("u_dan"));
                    }
                    guest = !guest;
                }
                case 2 -> story.read(client, story.log.size());
                case 3 -> story.listed(client, story.log.size(), story.messagesUpTo(story.log.size()));
                case 4 -> retried(story, client, "r" + step);
                case 5 -> story.pass(random.nextInt(3_000));
                default -> story.send(client);
            }
        }
        story.send(1);
        story.send(2);
        story.receipt(1, story.user("u_bob"), story.log.size());
        return story.readBack().journal();
    }

    private static void retried(Story story, int client, String key) {
        story.invoke(client, key);
        long seq = story.push(story.store(client, key));
        story.outcome(client, Action.SEND, story.key(client, key), Result.INFO, 0, false);
        story.invoke(client, key);
        story.ack(client, key, seq, true);
    }

    /** One change to a run that went right. */
    private record Spoil(String name, BiConsumer<Story, SplittableRandom> how) {}

    private static final List<Spoil> SPOILS = List.of(
            new Spoil("dropped from the log", (story, random) -> {
                long seq = acked(story, random).seq();
                story.forget(Observation.JournalRow.class, row -> row.entry().seq() == seq);
            }),
            new Spoil("dropped from one reading", (story, random) -> {
                Page page = pick(
                        story,
                        Page.class,
                        random,
                        it -> it.askedNanos() > story.history().quiescedNanos()
                                && !it.entries().isEmpty());
                long seq = page.entries()
                        .get(random.nextInt(page.entries().size()))
                        .seq();
                story.change(Page.class, page::equals, CheckerTest.without(seq));
            }),
            new Spoil("dropped pushes", (story, random) -> {
                Outcome ack = acked(story, random);
                story.forget(Deliver.class, it -> it.entries().get(0).seq() == ack.seq());
                story.forget(Page.class, it -> it.askedNanos() < story.history().quiescedNanos());
            }),
            new Spoil("swapped pushes", (story, random) -> {
                Deliver one = pick(
                        story, Deliver.class, random, it -> it.entries().get(0).isMessage());
                story.change(
                        Deliver.class,
                        one::equals,
                        it -> CheckerTest.at(it, it.entries().get(0).seq() == 2 ? 3 : 2));
            }),
            new Spoil("altered push", (story, random) -> {
                Deliver one = pick(
                        story, Deliver.class, random, it -> it.entries().get(0).isMessage());
                story.change(Deliver.class, one::equals, CheckerTest::altered);
            }),
            new Spoil("doubled", (story, random) -> {
                Seen entry = story.log.get((int) acked(story, random).seq() - 1);
                Seen twice = new Seen(
                        story.log.size() + 1L,
                        story.messagesUpTo(story.log.size()) + 1,
                        entry.at(),
                        entry.kind(),
                        entry.by(),
                        entry.key(),
                        entry.body(),
                        entry.users());
                story.add(new Observation.JournalRow(story.tick(), story.user("g_1"), 1_000, true, entry.key(), twice));
            }),
            new Spoil("acked elsewhere", (story, random) -> {
                Outcome ack = acked(story, random);
                story.change(Outcome.class, ack::equals, it -> CheckerTest.ackAt(it, it.seq() - 1));
            }),
            new Spoil("never sent", (story, random) -> {
                Outcome ack = acked(story, random);
                story.forget(Observation.Invoke.class, it -> it.key() == ack.key());
            }),
            new Spoil("position back", (story, random) -> {
                story.receipt(1, story.user("u_bob"), story.log.size() - 1L - random.nextInt(2));
            }),
            new Spoil("delivered to a stranger", (story, random) -> {
                Deliver one = pick(story, Deliver.class, random, it -> true);
                int eve = story.client("u_eve");
                story.add(new Deliver(story.tick(), story.connectionOf(eve), one.chat(), one.entries()));
            }),
            new Spoil("another writer", (story, random) -> {
                Observation.JournalRow row = pick(
                        story,
                        Observation.JournalRow.class,
                        random,
                        it -> it.entry().seq() < story.log.size());
                story.change(
                        Observation.JournalRow.class,
                        row::equals,
                        it -> new Observation.JournalRow(
                                it.nanos(), it.chat(), 1_000, it.committed(), it.key(), it.entry()));
            }),
            new Spoil("no answer", (story, random) -> {
                Outcome ack = acked(story, random);
                story.forget(Outcome.class, it -> it.key() == ack.key());
            }));

    private static Outcome acked(Story story, SplittableRandom random) {
        return pick(
                story,
                Outcome.class,
                random,
                it -> it.action() == Action.SEND && it.result() == Result.OK && it.seq() > 2);
    }

    private static <T extends Observation> T pick(
            Story story, Class<T> type, SplittableRandom random, Predicate<T> which) {
        List<T> all = story.all.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(which)
                .toList();
        return all.get(random.nextInt(all.size()));
    }
}
