package parley.loadtests.drive;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import parley.loadtests.client.Network;

/** What all clients share: one event loop, buffers, the pace of connecting and of keep-alives, counters. */
final class Hub implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final int INCOMING_BYTES = 1 << 18;
    private static final long TICK_MS = 20;
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Pace pace;
    private final Body body;
    private final Workload workload;
    private final EventLoopGroup group = Network.newLoop("drive-loop");
    private final EventLoop loop = group.next();
    private final Bootstrap bootstrap =
            Network.bootstrap(group, CONNECT_TIMEOUT).option(ChannelOption.SO_REUSEADDR, true);
    private final Outgoing outgoing = new Outgoing();
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> unflushed = new ArrayList<>();
    private final Queue<Client> toConnect = new ArrayDeque<>();
    private final Queue<Receipt> receipts = new ArrayDeque<>();
    private final RandomGenerator random = new Random();
    private final Map<String, Long> counts = new TreeMap<>();
    private byte[] incoming = new byte[INCOMING_BYTES];
    private CompletableFuture<Integer> opening = CompletableFuture.completedFuture(0);
    private int openingLeft;
    private double mayConnect;
    private double toKeepAlive;
    private int nextKeepAlive;
    private int connections;

    /**
     * How often things happen.
     *
     * @param connectsPerSecond sessions opened
     * @param addresses how many source addresses they have, beginning with 127.0.0.2
     * @param ping how often each says that it is there
     * @param receipt how long after it heard something each says so
     */
    record Pace(int connectsPerSecond, int addresses, Duration ping, Duration receipt) {}

    private record Receipt(Client client, long dueNanos) {}

    Hub(Pace pace, Body body, Workload workload) {
        this.pace = pace;
        this.body = body;
        this.workload = workload;
        Future<?> unused = loop.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    Workload workload() {
        return workload;
    }

    Body body() {
        return body;
    }

    Outgoing outgoing() {
        return outgoing;
    }

    /** Room for what was read, until the next read. */
    byte[] incoming(int length) {
        if (incoming.length < length) {
            incoming = new byte[Math.max(length, incoming.length * 2)];
        }
        return incoming;
    }

    /** Any thread may ask. */
    EventLoop loop() {
        return loop;
    }

    /** Runs on the event loop; blocks another thread until it is done. */
    <T> T ask(Supplier<T> question) {
        return loop.submit(question::get).syncUninterruptibly().getNow();
    }

    /** Opens sessions at the pace; completed when all are ready, or with a {@link DriveException} by the first that fails too often. */
    CompletableFuture<Integer> open(List<? extends Client> more) {
        return ask(() -> {
            opening = new CompletableFuture<>();
            openingLeft = more.size();
            toConnect.addAll(more);
            if (more.isEmpty()) {
                opening.complete(clients.size());
            }
            return opening;
        });
    }

    void connect(Client client) {
        URI uri = client.uri();
        int port = uri.getPort();
        SocketAddress from = new InetSocketAddress("127.0.0." + (2 + connections++ % pace.addresses()), 0);
        ChannelFuture connecting = bootstrap
                .clone()
                .handler(new Socket(client, this))
                .connect(new InetSocketAddress(uri.getHost(), port), from);
        client.connecting(connecting.channel());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                client.onDown(connecting.channel(), "not connected: " + done.cause());
            }
        });
    }

    void onReady(Client client) {
        clients.add(client);
        openingLeft--;
        if (openingLeft == 0) {
            opening.complete(clients.size());
        }
    }

    void onDown(Client client, String why) {
        count("down: " + why);
        if (client.mayOpenAgain()) {
            count("opened again");
            toConnect.add(client);
            return;
        }
        if (!opening.isDone()) {
            opening.completeExceptionally(new DriveException("session " + client.index() + " did not open: " + why));
        }
        workload.down(client);
    }

    /** Any whole number from {@code least} on and below {@code end}. */
    long between(long least, long end) {
        return least >= end ? least : random.nextLong(least, end);
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }

    void flushLater(Client client) {
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(client);
    }

    private void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    void receiptLater(Client client) {
        receipts.add(new Receipt(client, System.nanoTime() + pace.receipt().toNanos()));
    }

    private void tick() {
        mayConnect = Math.min(
                pace.connectsPerSecond(),
                mayConnect + pace.connectsPerSecond() * TICK_MS / (double) TimeUnit.SECONDS.toMillis(1));
        while (mayConnect >= 1 && !toConnect.isEmpty()) {
            mayConnect--;
            connect(toConnect.remove());
        }
        long now = System.nanoTime();
        for (Receipt next = receipts.peek(); next != null && next.dueNanos - now <= 0; next = receipts.peek()) {
            receipts.remove();
            count("receipts");
            next.client.sayReceipt();
        }
        toKeepAlive += clients.size() * TICK_MS / (double) pace.ping().toMillis();
        for (; toKeepAlive >= 1; toKeepAlive--) {
            nextKeepAlive = (nextKeepAlive + 1) % clients.size();
            clients.get(nextKeepAlive).keepAlive();
        }
    }

    static void close(Channel channel) {
        ChannelFuture unused = channel.close();
    }

    /** Ends all connections. */
    @Override
    public void close() {
        group.shutdownGracefully(0, END_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .awaitUninterruptibly(END_WITHIN.toMillis());
    }
}
