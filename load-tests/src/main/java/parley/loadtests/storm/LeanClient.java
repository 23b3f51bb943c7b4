package parley.loadtests.storm;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of the protocol that keeps positions instead of entries, so that ten thousand of them fit into one process: it knows for
 * each of its chats that it has every entry up to the end, but not what was said. It says hello with what it has, reads what is
 * missing with {@code sync}, and comes back with back-off until it is told to stay away. A node that asks it to leave is left when
 * another has greeted it.
 *
 * <p>A chat that the server calls {@code too_long} or {@code reset} is read again from its beginning, since there is nothing to be
 * shown meanwhile. Everything runs on the fleet's event loop, but {@link #come} and {@link #cut}, which any thread may call.
 */
final class LeanClient {

    private static final int GREETING_MS = 30_000;
    private static final int UNAVAILABLE = 503;
    private static final int BACKOFF_FIRST_MS = 1_000;
    private static final int BACKOFF_MAX_MS = 30_000;
    private static final double SILENCE = 2.5;
    private static final double PING_SHARE = 0.8;

    private final Fleet fleet;
    private final int node;
    private final String token;
    private final List<LeanChat> chats = new ArrayList<>(1);
    private LeanListener listener = LeanListener.NONE;
    private @Nullable Channel channel;
    /** Where it is to go on when the node asked it to leave, once it is greeted there. */
    private @Nullable Channel next;

    private boolean wanted;
    private boolean ready;
    private boolean connectedOnce;
    private int failures;
    private int nodesTried;
    private long waitAtLeastMs;
    private long heartbeatMs;
    private long lastHeardNanos;
    private long lastId;

    /** Stays away until {@link #come}; {@code node} is where it connects, or to the next while that does not answer. */
    LeanClient(Fleet fleet, int node, String token) {
        this.fleet = fleet;
        this.node = node;
        this.token = token;
    }

    /** Before the first connection. */
    void listen(LeanListener to) {
        listener = to;
    }

    /** Connects after a time, and stays. */
    void come(long delayMs) {
        fleet.after(delayMs, () -> {
            wanted = true;
            failures = 0;
            if (channel == null) {
                connect();
            }
        });
    }

    /** Closes the socket without a word, and stays away. */
    void cut() {
        fleet.loop().execute(() -> {
            wanted = false;
            closeAll();
        });
    }

    private void closeAll() {
        for (Channel open : new Channel[] {channel, next}) {
            if (open != null) {
                Fleet.close(open);
            }
        }
    }

    boolean isReady() {
        return ready;
    }

    boolean isCurrent() {
        return ready && chats.stream().noneMatch(chat -> chat.isBehind() || chat.isSyncing());
    }

    List<LeanChat> chats() {
        return chats;
    }

    /** Asks something of the server; {@code fields} are JSON members after {@code id}. Returns the id. */
    long request(String type, String fields) {
        return request(channel, type, fields);
    }

    private long request(@Nullable Channel open, String type, String fields) {
        long id = ++lastId;
        if (open != null) {
            ChannelFuture unused = open.writeAndFlush(new TextWebSocketFrame(
                    "{\"type\":\"" + type + "\",\"id\":" + id + (fields.isEmpty() ? "" : "," + fields) + "}"));
        }
        return id;
    }

    private void connect() {
        channel = open();
    }

    private Channel open() {
        fleet.counters().add(connectedOnce ? "connections tried again" : "connections tried");
        connectedOnce = true;
        ChannelFuture connecting = fleet.connect(node + nodesTried, this);
        Channel opening = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                nodesTried++;
                fleet.counters().add("not connected");
                onDown(opening);
            }
        });
        fleet.after(GREETING_MS, () -> {
            if ((channel == opening && !ready) || next == opening) {
                fleet.counters().add("not greeted in time");
                Fleet.close(opening);
            }
        });
        return opening;
    }

    void onRefused(int status, int retryAfterSeconds) {
        fleet.counters().add("handshakes refused with " + status);
        if (status == UNAVAILABLE) {
            // This node is going; what it says to wait is for those who know no other.
            nodesTried += fleet.another();
            return;
        }
        // All were told the same second: the random part keeps them from coming in it together.
        waitAtLeastMs = (long) (retryAfterSeconds * 1000L * (1 + fleet.random().nextDouble()));
    }

    void onOpen(Channel opened) {
        if (!wanted) {
            Fleet.close(opened);
            return;
        }
        if (opened == channel) {
            lastId = 0;
            lastHeardNanos = System.nanoTime();
        }
        request(opened, "hello", Hello.fields(token, chats));
    }

    void onCloseFrame(int code) {
        fleet.counters().add("closed with " + code);
    }

    void onFailure(Throwable cause) {
        fleet.counters().add("failed: " + cause);
    }

    void onDown(Channel closed) {
        if (next == closed) {
            next = null;
            Channel staying = channel;
            fleet.after(BACKOFF_FIRST_MS, () -> move(staying));
        }
        if (channel != closed) {
            return;
        }
        // When the node did not wait, the next one is about to greet it.
        channel = next;
        next = null;
        ready = false;
        chats.forEach(chat -> chat.syncing(0));
        if (wanted && channel == null) {
            long backoff = Math.min(BACKOFF_MAX_MS, (long) BACKOFF_FIRST_MS << Math.min(failures, 5));
            long wait = Math.max(
                    waitAtLeastMs, (long) (backoff * (0.5 + fleet.random().nextDouble())));
            failures++;
            waitAtLeastMs = 0;
            fleet.after(wait, () -> {
                if (wanted && channel == null) {
                    connect();
                }
            });
        }
    }

    void onFrame(Channel from, Inbound frame) {
        if (channel != from && next != from) {
            return;
        }
        lastHeardNanos = System.nanoTime();
        switch (String.valueOf(frame.type())) {
            case "welcome" -> onWelcome(from, frame);
            case "list" -> frame.chats().forEach(this::onRow);
            case "synced" -> onSynced(from);
            case "entries" -> onEntries(frame);
            case "page" -> onPage(frame);
            case "position" ->
                withChat(
                        frame.chat(),
                        chat -> chat.hearRead(
                                frame.read() == null ? 0 : frame.read().seq()));
            case "heartbeat" -> onHeartbeat(frame);
            case "ack" -> {
                withChat(frame.chat(), chat -> chat.hearRead(frame.seq()));
                listener.onReply(frame);
            }
            case "error" -> onError(from, frame);
            case "goaway" -> {
                fleet.counters().add("asked to go away");
                fleet.after(frame.reconnectAfterMs(), () -> move(from));
            }
            case "resync" -> onResync();
            default -> {}
        }
        if (isCurrent()) {
            listener.onCurrent();
        }
    }

    /** To one of the other nodes: it goes on here until it is greeted there. */
    private void move(@Nullable Channel from) {
        if (wanted && from != null && channel == from && next == null) {
            nodesTried += fleet.another();
            next = open();
        }
    }

    private void onWelcome(Channel from, Inbound welcome) {
        heartbeatMs = welcome.heartbeatMs();
        for (Inbound.Row open : welcome.open()) {
            LeanChat chat = chat(open.chat());
            if (!"proven".equals(open.continuity())) {
                fleet.counters().add("chats answered " + open.continuity());
                chat.forget();
            }
            chat.hear(open.seq());
        }
        pingLater(from);
    }

    private void onRow(Inbound.Row row) {
        LeanChat chat = chat(row.chat());
        chat.hear(row.seq());
        chat.hearRead(row.readSeq());
        chat.hearLeft(row.leftSeq());
    }

    private void onSynced(Channel by) {
        failures = 0;
        boolean first = !ready || by == next;
        if (by == next && channel != null) {
            Channel left = channel;
            channel = by;
            next = null;
            chats.forEach(chat -> chat.syncing(0));
            Fleet.close(left);
        }
        ready = true;
        chats.forEach(this::catchUp);
        if (first) {
            fleet.counters().add("connections ready");
            listener.onReady();
        }
    }

    private void onEntries(Inbound frame) {
        withChat(frame.chat(), chat -> {
            frame.entries().forEach(entry -> take(chat, entry));
            catchUp(chat);
        });
    }

    private void onPage(Inbound page) {
        for (LeanChat chat : chats) {
            if (chat.isSyncing(page.id())) {
                long before = chat.have();
                chat.syncing(0);
                page.entries().forEach(entry -> take(chat, entry));
                chat.hear(page.seq());
                if (chat.isBehind() && chat.have() == before) {
                    fleet.counters().add("pages without what was asked");
                    syncLater(chat, BACKOFF_FIRST_MS);
                } else {
                    catchUp(chat);
                }
                return;
            }
        }
    }

    private void take(LeanChat chat, Inbound.Entry entry) {
        if (chat.take(entry.seq())) {
            listener.onEntry(chat, entry);
        }
    }

    private void onHeartbeat(Inbound heartbeat) {
        for (Inbound.Row position : heartbeat.positions()) {
            onRow(position);
            catchUp(chat(position.chat()));
        }
    }

    private void onError(Channel from, Inbound error) {
        fleet.counters().add("errors " + error.code());
        for (LeanChat chat : chats) {
            if (error.id() != 0 && chat.isSyncing(error.id())) {
                syncLater(chat, Math.max(BACKOFF_FIRST_MS, error.retryAfterMs()));
                return;
            }
        }
        if (ready && from == channel) {
            listener.onReply(error);
        } else {
            waitAtLeastMs = (long) (error.retryAfterMs() * (1 + fleet.random().nextDouble()));
            Fleet.close(from);
        }
    }

    private void onResync() {
        fleet.counters().add("told to resync");
        request("resynced", "");
        request("list", Hello.digest(chats));
        chats.forEach(this::sync);
    }

    private void catchUp(LeanChat chat) {
        if (ready && chat.isBehind() && !chat.isSyncing()) {
            sync(chat);
        }
    }

    private void sync(LeanChat chat) {
        fleet.counters().add("syncs");
        chat.syncing(request("sync", "\"chat\":\"" + chat.id() + "\",\"after\":" + chat.have()));
    }

    private void syncLater(LeanChat chat, long delayMs) {
        chat.syncing(0);
        Channel same = channel;
        fleet.after(delayMs, () -> {
            if (channel == same) {
                catchUp(chat);
            }
        });
    }

    /** One wait at a time: a client that hears nothing gives up, one that does says that it is there. */
    private void pingLater(Channel on) {
        fleet.after((long) (heartbeatMs * PING_SHARE), () -> {
            if (channel != on && next != on) {
                return;
            }
            if (System.nanoTime() - lastHeardNanos > heartbeatMs * SILENCE * 1e6) {
                fleet.counters().add("heard nothing");
                Fleet.close(on);
                return;
            }
            request(on, "ping", "");
            pingLater(on);
        });
    }

    private LeanChat chat(String id) {
        for (LeanChat chat : chats) {
            if (chat.id().equals(id)) {
                return chat;
            }
        }
        LeanChat chat = new LeanChat(id);
        chats.add(chat);
        return chat;
    }

    private void withChat(@Nullable String id, Consumer<LeanChat> then) {
        if (id != null) {
            then.accept(chat(id));
        }
    }
}
