package parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Whoever listens to a socket, and keeps what it heard: {@code opened}, texts, and {@code ended 1006 0}. */
final class Heard implements Socket.Ears {

    static final Duration LONG = Duration.ofSeconds(30);
    static final String GONE = "ended 1006 0";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Socket> socket = new CompletableFuture<>();
    private final Loop loop;
    private volatile Consumer<String> onText = text -> {};

    private Heard(Loop loop) {
        this.loop = loop;
    }

    /** Opens a socket. */
    static Heard of(URI address, HttpClient client, Loop loop) {
        var heard = new Heard(loop);
        loop.execute(() -> heard.socket.complete(Socket.open(address, client, LONG, heard, loop)));
        return heard;
    }

    /** Also does something with each text, on the loop. */
    Heard onText(Consumer<String> work) {
        onText = work;
        return this;
    }

    /** Does something with the socket on the loop. */
    void with(Consumer<Socket> work) throws Exception {
        Socket opened = socket.get(20, TimeUnit.SECONDS);
        loop.execute(() -> work.accept(opened));
    }

    /** Leaves the socket, if it is not at its end. */
    void close() throws Exception {
        var left = new CompletableFuture<Void>();
        with(opened -> {
            opened.close();
            left.complete(null);
        });
        left.get(20, TimeUnit.SECONDS);
    }

    String next() throws InterruptedException {
        String next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("what is heard within 20 s").isNotNull();
        return next;
    }

    @Override
    public void opened() {
        heard.add("opened");
    }

    @Override
    public void text(String text) {
        heard.add(text);
        onText.accept(text);
    }

    @Override
    public void ended(int code, long retryAfterMs) {
        heard.add("ended " + code + " " + retryAfterMs);
    }
}
