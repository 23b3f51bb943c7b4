package parley.engine.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.simulation.Frames.Seen;

/**
 * A device with its connection, as the protocol tells both to behave: one command a chat is with the engine, the others wait; without
 * an answer it is said again, with its key, on this connection or the next, until there is one. Entries are shown in order, each
 * once; what is missing is pulled.
 */
final class Client {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(3);
    private static final int UNANSWERED_MAX = 3;
    private static final int PAGE = 20;

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

    /** What this device has of a chat. */
    static final class View {
        final List<String> shown = new ArrayList<>();
        /** The newest seq that this device was told of, or told was durable. */
        long known;

        long read;
        boolean pulling;

        long have() {
            return shown.size();
        }
    }

    private static final class Asked {
        final Consumer<ReplyTo> ask;
        final BiConsumer<Long, HubProtocol.Reply> answer;
        int tries;
        boolean isAnswered;

        Asked(Consumer<ReplyTo> ask, BiConsumer<Long, HubProtocol.Reply> answer) {
            this.ask = ask;
            this.answer = answer;
        }
    }

    /** One try of something that was asked; each has a number of its own, so that it is known which one is answered. */
    private record Try(Asked asked, long atNanos) {}

    final World world;
    final UserId user;
    final String device;
    final Map<ChatId, View> views = new TreeMap<>();
    private final Map<ChatId, Deque<Sending>> outbox = new TreeMap<>();
    private final Map<Long, Try> tries = new HashMap<>();
    private @Nullable Life gateway;
    private long connection;
    private int unanswered;

    Client(World world, UserId user, String device) {
        this.world = world;
        this.user = user;
        this.device = device;
    }

    View view(ChatId chat) {
        return views.computeIfAbsent(chat, any -> new View());
    }

    boolean isSettled() {
        return outbox.values().stream().allMatch(Deque::isEmpty);
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
        life.connections.put(connection, this);
        world.trace("%s connects to %s as %d", this, life, connection);
        outbox.keySet().forEach(this::begin);
        views.keySet().forEach(this::pull);
    }

    void disconnected() {
        Life life = gateway;
        if (life == null) {
            return;
        }
        life.connections.remove(connection);
        gateway = null;
        tries.clear();
        views.values().forEach(view -> view.pulling = false);
        world.timeline.after(Duration.ofMillis(50 + world.random.nextInt(1_500)), this::connect);
    }

    /** {@code answer} is also told when the try was made that is answered. */
    private void ask(Consumer<ReplyTo> ask, BiConsumer<Long, HubProtocol.Reply> answer) {
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
        life.execute(() -> asked.ask.accept(new ReplyTo(life.hub, on, number)));
        world.timeline.after(ANSWER_MAX, () -> {
            if (connection == on && gateway != null && !asked.isAnswered && asked.tries == attempt) {
                notAnswered(on, asked);
            }
        });
    }

    private void notAnswered(long on, Asked asked) {
        if (++unanswered >= UNANSWERED_MAX && world.random.nextBoolean()) {
            disconnected();
        } else {
            attempt(on, asked);
        }
    }

    void answered(HubProtocol.Reply reply) {
        Try made = tries.remove(reply.request());
        if (made == null || made.asked().isAnswered) {
            return;
        }
        Asked asked = made.asked();
        unanswered = 0;
        if (reply instanceof HubProtocol.Unavailable unavailable) {
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
        asked.isAnswered = true;
        asked.answer.accept(made.atNanos(), reply);
    }

    // ---- sending

    /** Which its user wants done; also when there is no connection now. */
    void send(Sending sending) {
        world.checker.invoked(this, sending);
        Deque<Sending> waiting = outbox.computeIfAbsent(sending.chat, any -> new ArrayDeque<>());
        waiting.addLast(sending);
        if (waiting.size() == 1) {
            begin(sending.chat);
        }
    }

    private void begin(ChatId chat) {
        Sending first = outbox.getOrDefault(chat, new ArrayDeque<>()).peekFirst();
        if (first == null) {
            return;
        }
        ask(
                replyTo -> {
                    world.trace("%s asks %s %s", this, chat.local(), first.command);
                    tell(chat, new ChatProtocol.Execute(first.command, replyTo));
                },
                (at, reply) -> settled(first, at, reply));
    }

    private void tell(ChatId chat, ChatProtocol.Message message) {
        Life life = gateway;
        if (life != null) {
            world.chats.tell(life, chat.key(), message);
        }
    }

    private void settled(Sending sending, long askedAt, HubProtocol.Reply reply) {
        Deque<Sending> waiting = outbox.getOrDefault(sending.chat, new ArrayDeque<>());
        if (waiting.peekFirst() == sending) {
            waiting.removeFirst();
        }
        world.trace("%s is told %s for %s", this, reply, sending.command.key());
        if (reply instanceof HubProtocol.Accepted accepted) {
            View view = view(sending.chat);
            view.known = Math.max(view.known, accepted.seq());
            world.checker.acked(this, sending, accepted);
        } else if (reply instanceof HubProtocol.Refused refused) {
            world.checker.refused(this, sending, askedAt, refused.reason());
        }
        begin(sending.chat);
    }

    // ---- reading

    void pushed(byte[] frame) {
        if (Frames.isEntries(frame)) {
            ChatId chat = Frames.chatOf(frame);
            List<String> lines = Frames.lines(frame);
            lines.subList(1, lines.size()).forEach(line -> show(chat, Seen.parse(line)));
        } else if (Frames.isPositions(frame)) {
            List<String> lines = Frames.lines(frame);
            for (String line : lines.subList(1, lines.size())) {
                String[] words = line.split(" ", -1);
                ChatId chat = parley.engine.fakes.Given.chat(words[0]);
                if (Long.parseLong(words[1]) > view(chat).have()) {
                    pull(chat);
                }
            }
        }
    }

    private void show(ChatId chat, Seen seen) {
        View view = view(chat);
        view.known = Math.max(view.known, seen.seq());
        if (seen.seq() == view.have() + 1) {
            view.shown.add(seen.text());
            world.checker.shown(this, chat, seen);
        } else if (seen.seq() > view.have()) {
            pull(chat);
        }
    }

    void pull(ChatId chat) {
        View view = view(chat);
        if (gateway == null || view.pulling) {
            return;
        }
        view.pulling = true;
        long known = view.known;
        ask(replyTo -> tell(chat, new ChatProtocol.ReadPage(user, view.have(), 0, PAGE, replyTo)), (at, reply) -> {
            view.pulling = false;
            pulled(chat, known, reply);
        });
    }

    private void pulled(ChatId chat, long known, HubProtocol.Reply reply) {
        if (reply instanceof HubProtocol.Page page) {
            world.checker.paged(this, chat, known, page);
            page.entries().forEach(entry -> show(chat, Seen.parse(entry)));
            if (!page.end()) {
                pull(chat);
            }
        } else if (reply instanceof HubProtocol.Refused refused) {
            world.checker.pageRefused(this, chat, known, refused.reason());
        }
    }

    /** All that is shown is read. */
    void read(ChatId chat) {
        View view = view(chat);
        long seq = view.have();
        if (seq == 0) {
            return;
        }
        ask(
                replyTo -> tell(chat, new ChatProtocol.MovePosition(user, ChatProtocol.Reach.READ, seq, replyTo)),
                (at, reply) -> {
                    if (reply instanceof HubProtocol.Accepted) {
                        view.read = Math.max(view.read, seq);
                    }
                });
    }

    @Override
    public String toString() {
        return user.local() + "/" + device;
    }
}
