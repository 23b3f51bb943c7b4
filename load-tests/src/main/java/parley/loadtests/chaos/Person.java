package parley.loadtests.chaos;

import java.util.concurrent.atomic.AtomicInteger;
import parley.loadtests.check.ClientRecorder;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.WireClient;

/** Somebody in the crowd: an account with one device that is always there. Thread-safe. */
final class Person implements AutoCloseable {

    private final String name;
    private final HttpApi api;
    private final WireClient client;
    private final ClientRecorder recording;
    private final AtomicInteger open = new AtomicInteger();

    /** @param api beginning with the node that the client begins with */
    Person(String name, HttpApi api, WireClient client, ClientRecorder recording) {
        this.name = name;
        this.api = api;
        this.client = client;
        this.recording = recording;
    }

    String name() {
        return name;
    }

    String user() {
        return client.user();
    }

    HttpApi api() {
        return api;
    }

    WireClient client() {
        return client;
    }

    ClientRecorder recording() {
        return recording;
    }

    /** Takes one of so many places for messages without an answer. */
    boolean mayOpen(int max) {
        return open.getAndUpdate(now -> Math.min(now + 1, max)) < max;
    }

    /** Gives the place back. */
    void closed() {
        open.decrementAndGet();
    }

    @Override
    public void close() {
        client.close();
    }
}
