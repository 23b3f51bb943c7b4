package parley.loadtests.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Makes clients of the user Ann for scripted servers, and closes them. */
final class TestClients implements AutoCloseable {

    static final long FAR = 4_000_000_000_000L;

    final ClientRuntime runtime;
    private final List<WireClient> clients = new ArrayList<>();

    TestClients(String overrides) {
        runtime = new ClientRuntime(ClientSettings.with(overrides));
    }

    WireClient connecting(WireListener listener, ScriptedServer... servers) {
        return connecting(listener, session("a1", FAR), servers);
    }

    WireClient connecting(WireListener listener, Session session, ScriptedServer... servers) {
        List<String> urls = Stream.of(servers).map(ScriptedServer::url).toList();
        WireClient client = new WireClient(new HttpApi(runtime, urls, FrameTap.NONE), session, null, listener);
        clients.add(client);
        client.connect();
        return client;
    }

    static Session session(String accessToken, long accessExpiresAt) {
        return new Session("u_ann", "ann", "Ann", "d_1", accessToken, accessExpiresAt, "r1", FAR);
    }

    static <T> T await(CompletionStage<T> stage) {
        return Failures.await(stage, ScriptedServer.PATIENCE);
    }

    @Override
    public void close() {
        clients.forEach(WireClient::close);
        runtime.close();
    }
}
