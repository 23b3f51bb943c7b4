package parley.loadtests.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import parley.loadtests.client.Entry;
import parley.loadtests.client.HttpApi;
import parley.sdk.Chat;
import parley.sdk.Client;
import parley.sdk.ClientListener;
import parley.sdk.ConnectionStatus;
import parley.sdk.Conversation;
import parley.sdk.Parley;
import parley.sdk.Session;

/**
 * Somebody who plays a character: an account, and a client of the Java SDK that is connected to one of the nodes. Keeps all that the client
 * tells of each chat. Thread-safe.
 */
final class Player implements ClientListener, AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(3);

    private final String character;
    private final HttpApi api;
    private final Progress progress;
    private final boolean reads;
    private final Client client;
    /** By chat; guarded by this. */
    private final Map<String, Log> logs = new HashMap<>();

    private volatile Session session;
    private final CompletableFuture<Void> attending = new CompletableFuture<>();
    /** Only on the client's thread. */
    private boolean online;

    /** Where a player is connected, and the HTTP API that begins there. */
    record Seat(URI node, HttpApi api, HttpClient http) {}

    /**
     * Waits until the node knows who it is.
     *
     * @param reads whether the player marks as read what arrives
     */
    Player(String character, Seat seat, Session session, boolean reads, Progress progress) {
        this.character = character;
        this.api = seat.api();
        this.reads = reads;
        this.progress = progress;
        this.session = session;
        client = DemoException.await(
                Parley.client(seat.node(), session)
                        .http(seat.http())
                        .save(renewed -> this.session = renewed)
                        .connect(),
                CONNECT_TIMEOUT);
    }

    /** What a client told of one chat, in the order in which it did. */
    private static final class Log {

        private final List<Entry> entries = new ArrayList<>();
        private long last;

        /** @param before the seq before the first entry that is told */
        private Log(long before) {
            last = before;
        }

        private synchronized long last() {
            return last;
        }

        private synchronized void add(Entry entry) {
            entries.add(entry);
            last = entry.seq();
            notifyAll();
        }

        private synchronized List<Entry> upTo(long seq, Duration within) throws InterruptedException {
            long latest = System.nanoTime() + within.toNanos();
            for (long left = within.toNanos(); last() < seq && left > 0; left = latest - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return List.copyOf(entries);
        }
    }

    /** Begins to keep what it is told. Done when it is connected. */
    CompletionStage<Void> attend() {
        client.subscribe(this);
        return attending;
    }

    String character() {
        return character;
    }

    String user() {
        return client.me().user();
    }

    Client client() {
        return client;
    }

    /** The HTTP API, beginning with the node this player is connected to. */
    HttpApi api() {
        return api;
    }

    /** What shows over HTTP who this is. */
    String accessToken() {
        return session.accessToken();
    }

    /** What it was told of a chat, as soon as that reaches a seq, or the time is over. */
    List<Entry> heard(String chat, long seq, Duration within) {
        try {
            Log log = log(chat, within);
            return log == null ? List.of() : log.upTo(seq, within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private synchronized @Nullable Log log(String chat, Duration within) throws InterruptedException {
        long latest = System.nanoTime() + within.toNanos();
        for (long left = within.toNanos(); !logs.containsKey(chat) && left > 0; left = latest - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return logs.get(chat);
    }

    /** The whole log of a chat, over the socket. */
    CompletionStage<List<Entry>> readAll(String chat) {
        return readMore(chat, new ArrayList<>());
    }

    private CompletionStage<List<Entry>> readMore(String chat, List<Entry> read) {
        long last = read.isEmpty() ? 0 : read.get(read.size() - 1).seq();
        return client.chat(chat).page(last).thenCompose(page -> {
            page.forEach(entry -> read.add(entryOf(entry)));
            boolean over = page.isEmpty() || page.get(page.size() - 1).seq() <= last;
            return over ? CompletableFuture.completedStage(read) : readMore(chat, read);
        });
    }

    @Override
    public synchronized void changed() {
        for (Chat row : client.chats()) {
            if (!logs.containsKey(row.chat())) {
                follow(client.chat(row.chat()), row.joinedSeq() - 1);
            }
        }
    }

    private void follow(Conversation chat, long after) {
        var log = new Log(after);
        logs.put(chat.id(), log);
        notifyAll();
        chat.follow(after, entry -> {
            take(chat, log, entry);
            return CompletableFuture.completedStage(null);
        });
    }

    private void take(Conversation chat, Log log, parley.sdk.Entry entry) {
        if (entry.seq() != log.last() + 1) {
            progress.violation(character, "entry " + entry.seq() + " of " + chat.id() + " after " + log.last());
        }
        log.add(entryOf(entry));
        if (entry.isMessage()) {
            progress.delivered();
            if (reads) {
                chat.markRead(entry);
            }
        }
    }

    @Override
    public void connection(ConnectionStatus status) {
        boolean now = status.state() == ConnectionStatus.State.ONLINE;
        if (now) {
            attending.complete(null);
        }
        if (now != online) {
            online = now;
            progress.online(now ? 1 : -1);
            if (!now && status.state() != ConnectionStatus.State.STOPPED) {
                progress.say(character + " lost the connection and comes back");
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static Entry entryOf(parley.sdk.Entry entry) {
        return new Entry(
                entry.seq(),
                entry.n(),
                entry.at(),
                entry.kind(),
                entry.by(),
                entry.key(),
                entry.text(),
                entry.chatKind(),
                entry.title(),
                entry.users(),
                entry.user());
    }
}
