package parley.loadtests.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The page on which a run is watched, on the loopback only: {@code /} is the page, {@code /state} what it draws, and
 * {@code POST /faults/NAME} asks for a fault.
 */
final class WebDisplay implements AutoCloseable {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final int THREADS = 2;
    private static final String FAULTS = "/faults/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Supplier<String> state;
    private final Predicate<String> ask;

    /**
     * @param port 0 takes any that is free
     * @param state the state as JSON
     * @param ask asks for a fault; false when it cannot be had now
     */
    WebDisplay(int port, Supplier<String> state, Predicate<String> ask) {
        this.state = state;
        this.ask = ask;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the page cannot listen on port " + port, e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean posts = exchange.getRequestMethod().equals("POST");
        if (path.startsWith(FAULTS)) {
            answer(exchange, posts ? (ask.test(path.substring(FAULTS.length())) ? ACCEPTED : CONFLICT) : NOT_ALLOWED);
        } else if (path.equals("/state")) {
            answer(exchange, OK, "application/json", state.get());
        } else if (path.equals("/")) {
            answer(exchange, OK, "text/html", Pages.live());
        } else {
            answer(exchange, NOT_FOUND);
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
