package parley.engine.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;

/**
 * A device with its connection, as the protocol tells both to behave: it says hello with what it has, and speaks of chats once it is
 * synced; what it sends goes through its {@link Outbox}; without an answer it is said again, with its key, on this connection
 * or the next, until there is one.
 */
final class Client {

    static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final int UNANSWERED_MAX = 3;
    private static final int SLOW_MS_MAX = 5_000;

    /** Something that its user wants done, once. */
    static final class Sending {
        final ChatId chat;
        final ChatCommand command;
        final long order;

        Sending(ChatId chat, ChatCommand command, long order) {
            this.chat = chat;
            this.command = command;
            this.order = order;
        }
    }

    /** Takes the answers to one request, also when the try was made that is answered. Returns whether that was all. */
    interface Answer {
        boolean on(long askedAt, HubProtocol.Reply reply);
    }

    private static final class Asked {
        final Consumer<ReplyTo> ask;
        final Answer answer;
        int tries;
        int parts;
        boolean isAnswered;

        Asked(Consumer<ReplyTo> ask, Answer answer) {
            this.ask = ask;
            this.answer = answer;
        }
    }

    /** One try of something that was asked; each has a number of its own, so that it is known which one is answered. */
    private record Try(Asked asked, long atNanos) {}

    final World world;
    final UserId user;
    final String device;
    final Replica replica;
    final Outbox outbox;
    private final Map<Long, Try> tries = new HashMap<>();
    private @Nullable Life gateway;
    private long connection;
    private boolean synced;
    private int unanswered;

    Client(World world, UserId user, String device) {
        this.world = world;
        this.user = user;
        this.device = device;
        this.replica = new Replica(this);
        this.outbox = new Outbox(this);
    }

    Replica.View view(ChatId chat) {
        return replica.view(chat);
    }

    /** The number of the connection, or of the last one. */
    long connection() {
        return connection;
    }

    boolean isConnected() {
        return gateway != null;
    }

    boolean isSettled() {
        return synced && outbox.isEmpty();
    }

    // ---- the connection

    void connect() {
        Life life = world.anyGateway();
        if (life == null) {
            world.timeline.after(Duration.ofMillis(500), this::connect);
            return;
        }
        gateway = life;
        connection = ++world.connections;
        unanswered = 0;
        synced = false;
        life.hub.opened(this, connection);
        world.trace("%s connects to %s as %d", this, life, connection);
        hello(life, connection);
    }

    private void hello(Life life, long on) {
        List<SessionProtocol.Open> open = replica.open();
        List<Long> digest = replica.digest();
        ListParts parts = new ListParts(world);
        ask(
                replyTo -> life.engine.tell(
                        user, new SessionProtocol.Register(user, new DeviceId(device), open, digest, replyTo)),
                (at, reply) -> {
                    if (reply instanceof HubProtocol.Welcomed welcomed) {
                        if (parts.begin()) {
                            life.hub.welcome(on);
                            world.continuity.welcomed(this, parts, open, welcomed);
                            replica.welcomed(welcomed);
                        }
                        return false;
                    }
                    return !(reply instanceof HubProtocol.ListPage page) || listed(page, parts);
                });
    }

    /** It was too slow, and pushes were dropped. */
    void slow() {
        Life life = gateway;
        long on = connection;
        if (life == null || !synced) {
            return;
        }
        life.hub.slow(on);
        world.timeline.after(Duration.ofMillis(world.random.nextInt(SLOW_MS_MAX)), () -> {
            if (connection == on && gateway == life) {
                life.hub.resynced(on);
                if (!world.breaks(Break.RESYNC_FORGOTTEN, true)) {
                    readList();
                }
            }
        });
    }

    void readList() {
        Life life = gateway;
        if (life == null) {
            return;
        }
        List<Long> digest = replica.digest();
        ListParts parts = new ListParts(world);
        ask(replyTo -> life.engine.tell(user, new SessionProtocol.ReadList(user, digest, replyTo)), (at, reply) -> {
            if (reply instanceof HubProtocol.Listed) {
                parts.begin();
                return false;
            }
            return !(reply instanceof HubProtocol.ListPage page) || listed(page, parts);
        });
    }

    /** One answer in which a list follows, and how far it has come. */
    static final class ListParts {
        final long askedAt;
        private final World world;
        private final long fromMemory;
        private boolean begun;
        private int rows;

        ListParts(World world) {
            this.world = world;
            askedAt = world.timeline.nanos();
            fromMemory = world.sessions.listsFromMemory();
        }

        /** Whether it is what the store had for sure; otherwise its session may have told what it had been pushed by then. */
        boolean isOfTheStore() {
            return world.sessions.listsFromMemory() == fromMemory;
        }

        /** Whether it is the first time; pages of an earlier try are over. */
        boolean begin() {
            boolean first = !begun;
            begun = true;
            rows = 0;
            return first;
        }

        /** False when a part of the answer that comes before it was lost. */
        boolean add(HubProtocol.ListPage page) {
            boolean fits = begun && page.before() != null && page.before() == rows;
            rows += page.rows().size();
            return fits;
        }
    }

    /** Whether that was all. */
    private boolean listed(HubProtocol.ListPage page, ListParts parts) {
        Life life = gateway;
        if (life == null || !parts.add(page)) {
            disconnected();
            return true;
        }
        replica.listed(page);
        if (page.last()) {
            world.continuity.synced(this, parts);
            life.hub.synced(connection);
            replica.synced();
            if (!synced) {
                synced = true;
                outbox.open();
            }
        }
        return page.last();
    }

    void disconnected() {
        Life life = gateway;
        if (life == null) {
            return;
        }
        life.hub.closed(connection);
        gateway = null;
        synced = false;
        tries.clear();
        outbox.disconnected();
        replica.disconnected();
        world.timeline.after(Duration.ofMillis(50 + world.random.nextInt(1_500)), this::connect);
    }

    void ask(Consumer<ReplyTo> ask, Answer answer) {
        attempt(connection, new Asked(ask, answer));
    }

    private void attempt(long on, Asked asked) {
        Life life = gateway;
        if (life == null || connection != on || asked.isAnswered) {
            return;
        }
        long number = ++world.requests;
        int attempt = ++asked.tries;
        tries.put(number, new Try(asked, world.timeline.nanos()));
        life.execute(() -> asked.ask.accept(new ReplyTo(life.hub.ref, on, number)));
        world.timeline.after(ANSWER_MAX, () -> {
            if (connection == on
                    && gateway != null
                    && !asked.isAnswered
                    && asked.tries == attempt
                    && asked.parts == 0) {
                notAnswered(on, asked);
            }
        });
    }

    private void notAnswered(long on, Asked asked) {
        if (!givesUpUnanswered()) {
            attempt(on, asked);
        }
    }

    /** Something was not answered in time. Returns whether that was once too often: then the connection is over. */
    boolean givesUpUnanswered() {
        boolean givesUp = ++unanswered >= UNANSWERED_MAX && world.random.nextBoolean();
        if (givesUp) {
            disconnected();
        }
        return givesUp;
    }

    void heardAnswer() {
        unanswered = 0;
    }

    /** Lets its gateway tell something, if it has one. */
    void told(Consumer<Life> telling) {
        Life life = gateway;
        if (life != null) {
            life.execute(() -> telling.accept(life));
        }
    }

    void answered(HubProtocol.Reply heard) {
        HubProtocol.Reply reply =
                heard instanceof HubProtocol.Welcomed welcomed && world.breaks(Break.CONTINUITY_IGNORED, true)
                        ? proven(welcomed)
                        : heard;
        if (outbox.answered(reply)) {
            return;
        }
        Try made = tries.get(reply.request());
        if (made == null || made.asked().isAnswered) {
            return;
        }
        Asked asked = made.asked();
        heardAnswer();
        if (reply instanceof HubProtocol.Unavailable unavailable) {
            tries.remove(reply.request());
            long on = connection;
            int refused = ++asked.tries;
            long wait = unavailable.retryAfterMs() + world.random.nextInt(200);
            world.timeline.after(Duration.ofMillis(wait), () -> {
                if (asked.tries == refused) {
                    attempt(on, asked);
                }
            });
            return;
        }
        int part = ++asked.parts;
        if (asked.answer.on(made.atNanos(), reply)) {
            asked.isAnswered = true;
            return;
        }
        long on = connection;
        world.timeline.after(ANSWER_MAX, () -> {
            if (connection == on && !asked.isAnswered && asked.parts == part) {
                // The rest does not come.
                disconnected();
            }
        });
    }

    /** The planted bug. */
    private static HubProtocol.Welcomed proven(HubProtocol.Welcomed welcomed) {
        List<HubProtocol.OpenChat> open = welcomed.open().stream()
                .map(chat -> new HubProtocol.OpenChat(chat.chat(), chat.newest(), HubProtocol.Continuity.PROVEN))
                .toList();
        return new HubProtocol.Welcomed(
                welcomed.connection(), welcomed.request(), HubProtocol.Continuity.PROVEN, open, welcomed.buckets());
    }

    void tell(ChatId chat, ChatProtocol.Message message) {
        Life life = gateway;
        if (life != null) {
            world.chats.tell(life, chat.key(), message);
        }
    }

    // ---- reading

    void pushed(byte[] frame) {
        replica.pushed(frame);
    }

    /** All that is shown is read. */
    void read(ChatId chat) {
        Replica.View view = view(chat);
        long seq = view.have();
        if (seq == 0 || !synced) {
            return;
        }
        ask(
                replyTo -> tell(chat, new ChatProtocol.MovePosition(user, ChatProtocol.Reach.READ, seq, replyTo)),
                (at, reply) -> {
                    if (reply instanceof HubProtocol.Accepted) {
                        view.read = Math.max(view.read, seq);
                    }
                    return true;
                });
    }

    @Override
    public String toString() {
        return user.local() + "/" + device;
    }
}
