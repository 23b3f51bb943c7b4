package parley.system.local;

import java.time.Duration;
import java.util.List;
import parley.loadtests.client.ChatSummary;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;

/** Somebody who is connected and writes into a group of her own, as a client from outside does. */
public final class Talker implements AutoCloseable {

    private static final Duration ENOUGH = Duration.ofMinutes(2);

    private final ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults());
    private final WireClient client;
    private final String chat;

    public Talker(List<String> nodes) {
        var api = new HttpApi(runtime, nodes, FrameTap.NONE);
        Session session = Failures.await(api.signUp("ann", "correct horse", "Ann"), ENOUGH);
        client = new WireClient(api, session, "correct horse", WireListener.NONE);
        Failures.await(client.connect(), ENOUGH);
        ChatSummary group = Failures.await(client.createGroup("Verona", List.of()), ENOUGH);
        chat = group.chat();
    }

    /** Returns the number that the message was acked with, however long the server was away meanwhile. */
    public long send(String text) {
        return Failures.await(client.send(chat, text), ENOUGH).seq();
    }

    @Override
    public void close() {
        client.close();
        runtime.close();
    }
}
