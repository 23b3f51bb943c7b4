package parley.loadtests.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import parley.sdk.Chat;
import parley.sdk.Conversation;
import parley.sdk.Entry;

/**
 * Plays one scene: its group is made by the prompter, who brings characters in; they speak, one after the other's ack, and leave by
 * themselves. Blocks the thread that plays it; used once.
 */
final class ScenePlay {

    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(3);
    private static final int TITLE_MAX = 100;

    private final Play.Scene scene;
    private final Player prompter;
    private final Company company;
    private final Ledger ledger;
    private final Progress progress;
    private final Duration pace;
    private final CountDownLatch stop;
    private final Map<String, Attendance> attendances = new LinkedHashMap<>();
    private String chat = "";

    /** The group of a played scene and who was in it, the prompter first. */
    record Played(Play.Scene scene, String chat, List<Attendance> attendances) {}

    /** What all scenes of a run share; they stop early when {@code stop} is counted down. */
    record Theatre(Player prompter, Company company, Ledger ledger, Progress progress, CountDownLatch stop) {}

    ScenePlay(Play.Scene scene, Theatre theatre, Duration pace) {
        this.scene = scene;
        this.prompter = theatre.prompter();
        this.company = theatre.company();
        this.ledger = theatre.ledger();
        this.progress = theatre.progress();
        this.stop = theatre.stop();
        this.pace = pace;
    }

    /** @throws DemoException if the group cannot be made or changed */
    Played play() {
        List<Player> opening = company.await(scene.opening());
        progress.say(scene.heading() + ". " + scene.place() + " With " + String.join(", ", scene.opening()) + ".");
        Conversation group = DemoException.await(
                prompter.client()
                        .createGroup(title(), opening.stream().map(Player::user).toList()),
                STEP_TIMEOUT);
        chat = group.id();
        ledger.reached(chat, 1);
        attendances.put(prompter.character(), new Attendance(prompter, 1, null));
        opening.forEach(player -> attendances.put(player.character(), new Attendance(player, 1, null)));
        for (Play.Beat beat : scene.beats()) {
            if (stop.getCount() == 0) {
                break;
            }
            perform(beat);
        }
        progress.sceneOver();
        return new Played(scene, chat, List.copyOf(attendances.values()));
    }

    private void perform(Play.Beat beat) {
        if (beat instanceof Play.Speech speech) {
            speak(company.await(List.of(speech.character())).get(0), speech.text());
        } else if (beat instanceof Play.Enter enter) {
            enter(company.await(enter.characters()));
        } else if (beat instanceof Play.Exit exit) {
            company.await(exit.characters()).forEach(this::leave);
        } else {
            throw new IllegalStateException("a beat that nobody plays: " + beat.getClass());
        }
    }

    private void enter(List<Player> players) {
        long seq = reached(
                prompter,
                group -> group.addMembers(players.stream().map(Player::user).toList()));
        for (Player player : players) {
            Attendance before = attendances.get(player.character());
            attendances.put(
                    player.character(), new Attendance(player, before == null ? seq : before.joinedSeq(), null));
        }
    }

    private void leave(Player player) {
        long seq = reached(player, Conversation::leave);
        Attendance before = attendances.get(player.character());
        if (before == null) {
            throw new IllegalStateException(player.character() + " left without having been there");
        }
        attendances.put(player.character(), new Attendance(player, before.joinedSeq(), seq));
    }

    private void speak(Player player, String text) {
        Conversation group = player.client().chat(chat);
        group.typing(true);
        pause();
        for (String part : MessageText.split(text, MessageText.UNITS_MAX)) {
            String key = UUID.randomUUID().toString();
            Chat row = group.row();
            ledger.sent(chat, key, player.user(), part);
            try {
                CompletionStage<Entry> sending = group.send(part, key, row == null ? 1 : row.seq());
                ledger.acked(
                        chat, key, DemoException.await(sending, STEP_TIMEOUT).seq());
            } catch (DemoException e) {
                progress.say(player.character() + " could not send: " + e.getMessage());
            }
        }
        group.typing(false);
    }

    private long reached(Player player, Function<Conversation, CompletionStage<Long>> change) {
        long seq = DemoException.await(change.apply(player.client().chat(chat)), STEP_TIMEOUT);
        ledger.reached(chat, seq);
        return seq;
    }

    /** Waits for the pace, less if the run is to stop. */
    private void pause() {
        try {
            if (stop.await(pace.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.say(scene.heading() + " ends early.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }

    private String title() {
        String title = scene.heading() + ": " + scene.place();
        return title.length() > TITLE_MAX ? title.substring(0, TITLE_MAX) : title;
    }
}
