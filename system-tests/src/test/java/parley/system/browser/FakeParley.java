package parley.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import parley.gateway.FrameSchemas;

/**
 * A server that speaks as much of docs/protocol.md as the web client needs, remembers nothing, and misbehaves on demand. One
 * event loop runs everything: what a test changes, it changes with {@link #run}.
 */
final class FakeParley implements AutoCloseable {

    static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();

    private static final int BODY_MAX = 65_536;

    final FakeWorld world = new FakeWorld();
    final Set<FakeSocket> sockets = ConcurrentHashMap.newKeySet();
    /** Where a frame, of the client or of this server, was not as documented. */
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    /** Every frame that came, in order. */
    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    /** What {@code welcome} says about open chats. */
    volatile String continuity = "proven";

    volatile long heartbeatMs = 25_000;
    /** Whether messages are taken and the connection is then lost before the ack. */
    volatile boolean loseAcks;
    /** The error code for every message; null to accept them. */
    volatile @Nullable String refuseSends;
    /** For how long an access token is good; nobody checks. */
    volatile long accessMs = 900_000;
    /** How often fresh tokens were asked for. */
    final AtomicInteger refreshes = new AtomicInteger();
    /** Whether nobody can say now whether there are fresh tokens. */
    volatile boolean failRefreshes;
    /** Whether nobody may be called otherwise now. */
    volatile boolean refuseRenames;
    /** How long a message may be. */
    volatile int textUnits = 8_000;
    /** What happens before the server takes note that a client has caught up. */
    volatile Runnable beforeResynced = () -> {};
    /** Whether nobody gets through, as with a cable pulled. */
    volatile boolean away;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listener;

    FakeParley(int port) {
        listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (away) {
                            channel.unsafe().closeForcibly();
                            return;
                        }
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(BODY_MAX),
                                        new FakeHttp(FakeParley.this));
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    String address() {
        return "http://127.0.0.1:" + port();
    }

    /** Runs on the event loop, beside nothing else. */
    <T> T run(Callable<T> work) {
        try {
            return loop.next().submit(work).get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Ends all connections; while away, nobody comes back. */
    void cut(int code) {
        run(() -> {
            List.copyOf(sockets).forEach(socket -> socket.close(code));
            return true;
        });
    }

    /** Drops what is pushed from now on, until clients say that they resynced. */
    void becomeSlow() {
        sockets.forEach(FakeSocket::becomeSlow);
    }

    /** Pushes an entry to everybody in its chat, also to those who just left. */
    void push(FakeWorld.FakeChat chat, ObjectNode entry) {
        ObjectNode frame = frame("entries").put("chat", chat.id);
        frame.putArray("entries").add(entry);
        toMembers(chat, frame, "");
    }

    void position(FakeWorld.FakeChat chat, String user, String kind, long seq) {
        chat.delivered.merge(user, seq, Math::max);
        if (kind.equals("read")) {
            chat.read.merge(user, seq, Math::max);
        }
        long read = chat.read.getOrDefault(user, 0L);
        toMembers(
                chat,
                frame("receipt")
                        .put("chat", chat.id)
                        .put("user", user)
                        .put("delivered", chat.delivered.get(user))
                        .put("read", read),
                user);
        ObjectNode own = frame("position").put("chat", chat.id);
        own.putObject("read").put("seq", read).put("n", chat.nAt(read));
        toUser(user, own);
    }

    void typing(FakeWorld.FakeChat chat, String user, boolean on) {
        toMembers(chat, frame("typing").put("chat", chat.id).put("user", user).put("on", on), user);
    }

    /** Tells the user's own devices, and those with whom they have a direct chat. */
    void rename(String user, String displayName) {
        world.displayNames.put(user, displayName);
        ObjectNode profile = frame("profile");
        profile.setAll(world.person(user));
        Set<String> audience = new HashSet<>(Set.of(user));
        world.chats.values().stream()
                .filter(chat -> chat.kind.equals("direct") && chat.joined.containsKey(user))
                .forEach(chat -> audience.addAll(chat.joined.keySet()));
        audience.forEach(one -> toUser(one, profile));
    }

    void presenceChanged() {
        sockets.forEach(FakeSocket::pushPresence);
    }

    boolean isOnline(String user) {
        return sockets.stream().anyMatch(socket -> user.equals(socket.user));
    }

    void toUser(String user, ObjectNode frame) {
        sockets.stream().filter(socket -> user.equals(socket.user)).forEach(socket -> socket.push(frame));
    }

    private void toMembers(FakeWorld.FakeChat chat, ObjectNode frame, String but) {
        chat.joined.keySet().stream().filter(user -> !user.equals(but)).forEach(user -> toUser(user, frame));
    }

    static ObjectNode frame(String type) {
        return FakeWorld.JSON.createObjectNode().put("type", type);
    }

    /** Fails the test in which a frame was not as documented. */
    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(violations).as("frames against the AsyncAPI document").isEmpty();
    }
}
