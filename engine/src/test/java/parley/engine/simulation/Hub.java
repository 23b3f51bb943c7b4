package parley.engine.simulation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;
import parley.engine.session.SessionProtocol;
import parley.engine.session.Slots;

/**
 * Stands for the gateway's hub, connections and registrations on one node: keeps pushes back until a client is synced, tells
 * sessions that moved of their connections again until they confirm it, all of them once a minute, and says when one has ended.
 */
final class Hub {

    private static final int TICK_MS = 100;
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(2);
    private static final Duration RENEW_EVERY = Duration.ofMinutes(1);

    private static final class Socket {
        final Client client;
        final long connection;
        private final List<byte[]> held = new ArrayList<>();
        private boolean welcome;
        private boolean synced;
        private boolean slow;
        private long told;
        private long confirmed;

        Socket(Client client, long connection) {
            this.client = client;
            this.connection = connection;
        }
    }

    private final Life life;
    private final Map<Long, Socket> sockets = new TreeMap<>();
    final ActorRef<HubProtocol.Message> ref;

    Hub(Life life) {
        this.life = life;
        this.ref = life.spawn(Behaviors.receiveMessage(message -> {
            heard(message);
            return Behaviors.same();
        }));
        life.after(RENEW_EVERY, this::renewAll);
    }

    // ---- what sockets do

    void opened(Client client, long connection) {
        sockets.put(connection, new Socket(client, connection));
    }

    /** By the client; the process ends otherwise, and says nothing. */
    void closed(long connection) {
        Socket socket = sockets.remove(connection);
        if (socket != null) {
            life.execute(() -> tell(socket, new SessionProtocol.Unregister(socket.client.user, replyTo(socket))));
        }
    }

    void welcome(long connection) {
        Socket socket = sockets.get(connection);
        if (socket != null) {
            socket.welcome = true;
        }
    }

    /** The list is out: what was pushed meanwhile follows. */
    void synced(long connection) {
        Socket socket = sockets.get(connection);
        if (socket != null && !socket.synced) {
            socket.synced = true;
            List<byte[]> pushes = new ArrayList<>(socket.held);
            socket.held.clear();
            pushes.forEach(frame -> push(connection, frame));
        }
    }

    List<Client> ended() {
        List<Client> clients =
                sockets.values().stream().map(socket -> socket.client).toList();
        sockets.clear();
        return clients;
    }

    private ReplyTo replyTo(Socket socket) {
        return new ReplyTo(ref, socket.connection, 0);
    }

    private void tell(Socket socket, SessionProtocol.Message message) {
        life.engine.tell(socket.client.user, message);
    }

    // ---- what the engine says

    private void heard(HubProtocol.Message message) {
        if (message instanceof HubProtocol.Reply reply) {
            Socket socket = sockets.get(reply.connection());
            if (socket != null) {
                socket.client.answered(reply);
            }
        } else if (message instanceof HubProtocol.Push push) {
            push.connections().forEach(connection -> push(connection, push.frame()));
        } else if (message instanceof HubProtocol.SlotMoved moved) {
            sockets.values().stream()
                    .filter(socket -> Slots.of(socket.client.user) == moved.slot())
                    .forEach(socket -> soon(socket));
        } else if (message instanceof HubProtocol.Registered registered) {
            registered.connections().forEach(this::confirmed);
        } else {
            life.world.violated("hub", "%s is told %s", life, message);
        }
    }

    private void push(long connection, byte[] frame) {
        Socket socket = sockets.get(connection);
        if (socket == null) {
            return;
        }
        if (socket.slow) {
            life.world.trace("a push for %s is dropped", socket.client);
        } else if (socket.synced) {
            socket.client.pushed(frame);
        } else {
            socket.held.add(frame);
        }
    }

    /** It does not read: what is pushed is dropped from now on, and it is told so. */
    void slow(long connection) {
        Socket socket = sockets.get(connection);
        if (socket != null && socket.synced) {
            socket.slow = true;
        }
    }

    void resynced(long connection) {
        Socket socket = sockets.get(connection);
        if (socket != null) {
            socket.slow = false;
        }
    }

    // ---- sessions that moved

    private void soon(Socket socket) {
        if (socket.welcome) {
            life.after(Duration.ofMillis(life.world.random.nextInt(TICK_MS)), () -> registerAgain(socket));
        }
    }

    private void registerAgain(Socket socket) {
        if (sockets.get(socket.connection) != socket || !socket.welcome) {
            return;
        }
        long told = ++socket.told;
        tell(
                socket,
                new SessionProtocol.RegisterAgain(
                        socket.client.user, new DeviceId(socket.client.device), replyTo(socket)));
        life.after(CONFIRM_WITHIN, () -> {
            if (socket.told == told && socket.confirmed < told && !registersOnce()) {
                registerAgain(socket);
            }
        });
    }

    private void confirmed(long connection) {
        Socket socket = sockets.get(connection);
        if (socket != null) {
            socket.confirmed = socket.told;
        }
    }

    private boolean registersOnce() {
        return life.world.breaks(Break.REGISTERED_ONCE, true);
    }

    private void renewAll() {
        if (!registersOnce()) {
            sockets.values().forEach(this::soon);
        }
        life.after(RENEW_EVERY, this::renewAll);
    }
}
