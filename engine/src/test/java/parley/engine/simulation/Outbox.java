package parley.engine.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.simulation.Client.Sending;

/**
 * What the user of a device wants done in chats, sent without waiting, as the gateway passes it on: of one chat one flight is with the
 * engine, which has messages that had gathered together, or one of anything else; what is not answered of it is told again as one.
 */
final class Outbox {

    private static final int TOGETHER_MAX = 4;

    private final class Flight {
        final ChatId chat;
        final long on = client.connection();
        final List<Sending> left = new ArrayList<>();
        int tries;

        Flight(ChatId chat) {
            this.chat = chat;
        }
    }

    /** One of a flight, told once; each try has a number of its own, so that it is known which one is answered. */
    private record Try(Flight flight, Sending sending, long atNanos) {}

    private final Client client;
    private final World world;
    private final Map<ChatId, Deque<Sending>> waiting = new TreeMap<>();
    private final Map<ChatId, Flight> flights = new HashMap<>();
    private final Map<Long, Try> tries = new HashMap<>();
    private boolean open;

    Outbox(Client client) {
        this.client = client;
        this.world = client.world;
    }

    boolean isEmpty() {
        return waiting.values().stream().allMatch(Deque::isEmpty);
    }

    /** Which its user wants done; also when there is no connection now. */
    void send(Sending sending) {
        world.checker.invoked(client, sending);
        waiting.computeIfAbsent(sending.chat, any -> new ArrayDeque<>()).addLast(sending);
        beginNext(sending.chat);
    }

    /** The connection is synced. */
    void open() {
        open = true;
        waiting.keySet().forEach(this::beginNext);
    }

    void disconnected() {
        open = false;
        flights.clear();
        tries.clear();
    }

    private void beginNext(ChatId chat) {
        Deque<Sending> sendings = waiting.getOrDefault(chat, new ArrayDeque<>());
        if (!open || flights.containsKey(chat) || sendings.isEmpty()) {
            return;
        }
        Flight flight = new Flight(chat);
        for (Sending next : sendings) {
            boolean joins = flight.left.isEmpty() || (isMessage(next) && isMessage(flight.left.get(0)));
            if (!joins || flight.left.size() == TOGETHER_MAX) {
                break;
            }
            flight.left.add(next);
        }
        flights.put(chat, flight);
        attempt(flight);
    }

    private static boolean isMessage(Sending sending) {
        return sending.command instanceof ChatCommand.Post;
    }

    private void attempt(Flight flight) {
        if (flights.get(flight.chat) != flight) {
            return;
        }
        int attempt = ++flight.tries;
        List<Long> numbers = new ArrayList<>();
        for (Sending sending : flight.left) {
            numbers.add(++world.requests);
            tries.put(world.requests, new Try(flight, sending, world.timeline.nanos()));
            world.trace("%s asks %s %s", client, flight.chat.local(), sending.command);
        }
        List<Sending> told = List.copyOf(flight.left);
        client.told(life -> {
            List<ChatProtocol.Execute> commands = new ArrayList<>();
            for (int i = 0; i < told.size(); i++) {
                ReplyTo replyTo = new ReplyTo(life.hub.ref, flight.on, numbers.get(i));
                commands.add(new ChatProtocol.Execute(told.get(i).command, replyTo));
            }
            if (commands.size() == 1 || world.breaks(Break.TOLD_APART, true)) {
                commands.forEach(command -> client.tell(flight.chat, command));
            } else {
                client.tell(flight.chat, new ChatProtocol.ExecuteInOrder(commands));
            }
        });
        world.timeline.after(Client.ANSWER_MAX, () -> {
            if (flights.get(flight.chat) == flight && flight.tries == attempt && !client.givesUpUnanswered()) {
                attempt(flight);
            }
        });
    }

    /** Whether it was an answer to something of this. */
    boolean answered(HubProtocol.Reply reply) {
        Try made = tries.remove(reply.request());
        if (made == null) {
            return false;
        }
        Flight flight = made.flight();
        if (flight.left.contains(made.sending())) {
            client.heardAnswer();
            if (reply instanceof HubProtocol.Unavailable unavailable) {
                tryLater(flight, unavailable);
            } else {
                settled(made, reply);
            }
        }
        return true;
    }

    private void tryLater(Flight flight, HubProtocol.Unavailable unavailable) {
        int refused = ++flight.tries;
        long wait = unavailable.retryAfterMs() + world.random.nextInt(200);
        world.timeline.after(Duration.ofMillis(wait), () -> {
            if (flight.tries == refused) {
                attempt(flight);
            }
        });
    }

    private void settled(Try made, HubProtocol.Reply reply) {
        Flight flight = made.flight();
        Sending sending = made.sending();
        flight.left.remove(sending);
        waiting.getOrDefault(sending.chat, new ArrayDeque<>()).remove(sending);
        world.trace("%s is told %s for %s", client, reply, sending.command.key());
        if (reply instanceof HubProtocol.Accepted accepted) {
            client.replica.acked(sending.chat, accepted.seq());
            world.checker.acked(client, sending, accepted);
        } else if (reply instanceof HubProtocol.Refused refused) {
            world.checker.refused(client, sending, made.atNanos(), refused.reason());
        }
        if (flight.left.isEmpty()) {
            flights.remove(flight.chat, flight);
            beginNext(flight.chat);
        }
    }
}
