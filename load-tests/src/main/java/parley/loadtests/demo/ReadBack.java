package parley.loadtests.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.Answers;
import parley.loadtests.client.Entry;
import parley.loadtests.client.HistoryReader;
import parley.loadtests.client.HttpApi;

/**
 * Reads every group as each of its members, in three ways: what reached the member live, the whole log over the socket, and the whole
 * log over HTTP from another node, as the checker's own client does. Compares all with the ledger.
 */
final class ReadBack {

    private static final Duration LIVE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(3);
    private static final int PAGE_MAX = 200;
    private static final int PROBLEMS_SHOWN_MAX = 20;

    private final Ledger ledger;
    private final Progress progress;
    private final Executor readers;
    private int problemsShown;

    /** What came live, and what was read from the stored logs. */
    record Result(Tally live, Tally stored) {}

    /** @param readers bounds how many members read at once */
    ReadBack(Ledger ledger, Progress progress, Executor readers) {
        this.ledger = ledger;
        this.progress = progress;
        this.readers = readers;
    }

    Result run(List<ScenePlay.Played> scenes) {
        Tally live = Tally.NOTHING;
        Tally stored = Tally.NOTHING;
        for (ScenePlay.Played scene : scenes) {
            List<Ledger.Line> lines = ledger.lines(scene.chat());
            Comparer comparer = new Comparer(lines);
            stored = stored.plus(new Tally(0, 0, 0, Comparer.ackedOutOfOrder(lines), 0, 0, 0));
            for (CompletableFuture<List<Reading>> member : readings(scene)) {
                List<Reading> readings = DemoException.await(member, READ_TIMEOUT);
                live = live.plus(check(scene, comparer, readings.get(0)));
                for (Reading reading : readings.subList(1, readings.size())) {
                    stored = stored.plus(check(scene, comparer, reading));
                }
            }
        }
        return new Result(live, stored);
    }

    private Tally check(ScenePlay.Played scene, Comparer comparer, Reading reading) {
        Tally tally = comparer.check(reading);
        if (!tally.clean() && problemsShown < PROBLEMS_SHOWN_MAX) {
            problemsShown++;
            progress.say("mismatch in " + scene.scene().heading() + ", " + reading.reader() + ": " + tally);
        }
        return tally;
    }

    private List<CompletableFuture<List<Reading>>> readings(ScenePlay.Played scene) {
        List<CompletableFuture<List<Reading>>> all = new ArrayList<>();
        for (int i = 0; i < scene.attendances().size(); i++) {
            boolean backwards = i % 2 == 0;
            Attendance attendance = scene.attendances().get(i);
            all.add(CompletableFuture.supplyAsync(() -> readAs(scene.chat(), attendance, backwards), readers));
        }
        return all;
    }

    private List<Reading> readAs(String chat, Attendance attendance, boolean backwards) {
        Player player = attendance.player();
        boolean left = attendance.leftSeq() != null;
        long upTo = attendance.leftSeq() == null ? ledger.lastSeq(chat) : attendance.leftSeq();
        long before = attendance.joinedSeq() - 1;
        List<Entry> live = live(chat, player, upTo).stream()
                .filter(entry -> entry.seq() > before)
                .toList();
        List<Entry> socket = entries(player, "the socket", player.readAll(chat));
        List<Entry> http = entries(player, "HTTP", overHttp(chat, player, backwards));
        return List.of(
                new Reading(player.character() + " live", before, upTo, left, live),
                new Reading(player.character() + " over the socket", 0, upTo, left, socket),
                new Reading(player.character() + " over HTTP", 0, upTo, left, http));
    }

    private List<Entry> live(String chat, Player player, long upTo) {
        List<Entry> heard = player.heard(chat, upTo, LIVE_TIMEOUT);
        if (heard.isEmpty() || heard.get(heard.size() - 1).seq() < upTo) {
            progress.say(player.character() + " still waits for entry " + upTo + " of " + chat);
        }
        return heard;
    }

    private static CompletionStage<List<Entry>> overHttp(String chat, Player player, boolean backwards) {
        HistoryReader reader = backwards
                ? HistoryReader.backwards(before -> page(chat, player, before, null))
                : HistoryReader.forwards(after -> page(chat, player, null, after));
        return reader.read();
    }

    /** From the node after the player's own. */
    private static CompletionStage<Answers.Page> page(
            String chat, Player player, @Nullable Long before, @Nullable Long after) {
        HttpApi elsewhere = player.api().startingAt(1);
        return elsewhere.entries(player.accessToken(), chat, before, after, PAGE_MAX);
    }

    /** What was read; nothing where reading was refused, so that all of it counts as lost. */
    private List<Entry> entries(Player player, String way, CompletionStage<List<Entry>> reading) {
        try {
            return DemoException.await(reading, READ_TIMEOUT);
        } catch (DemoException e) {
            progress.say(player.character() + " cannot read over " + way + ": " + e.getMessage());
            return List.of();
        }
    }
}
