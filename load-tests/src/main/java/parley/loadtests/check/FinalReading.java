package parley.loadtests.check;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.loadtests.check.Observation.Way;
import parley.loadtests.client.Answers;
import parley.loadtests.client.HistoryReader;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.WireClient;

/**
 * Reads a chat back as one member, after {@link Recorder#quiesced}: forwards over the socket, backwards over HTTP from the next node; then
 * how far everybody has read. What is read is recorded by the client's own tap. A reading that fails leaves out what it did not get, which
 * the checker finds.
 */
public final class FinalReading {

    private static final int PAGE_MAX = 200;

    private final ClientRecorder recorder;
    private final WireClient client;
    private final HttpApi elsewhere;

    /** @param api the client's own, with the recorder's tap, beginning with the node that the client connected to first */
    public FinalReading(ClientRecorder recorder, WireClient client, HttpApi api) {
        this.recorder = recorder;
        this.client = client;
        this.elsewhere = api.startingAt(1);
    }

    /** Completes when all is read; fails as soon as something cannot be. */
    public CompletionStage<Void> read(String chat) {
        recorder.reading(chat, Way.SOCKET, "socket");
        return client.readAll(chat, false)
                .thenCompose(socket -> {
                    recorder.reading(chat, Way.HTTP, "another node");
                    return HistoryReader.backwards(before -> page(chat, before)).read();
                })
                .thenAccept(http -> {});
    }

    /** As {@link #read}, and then the positions: the client's own, and those of the others. */
    public CompletionStage<Void> readWithPositions(String chat) {
        return read(chat)
                .thenCompose(read -> client.session())
                .thenCompose(session -> elsewhere.request("GET", "/v1/chats/" + chat, null, session.accessToken()))
                .thenCompose(own -> client.receipts(chat))
                .thenAccept(receipts -> {});
    }

    private CompletionStage<Answers.Page> page(String chat, @Nullable Long before) {
        return client.session()
                .thenCompose(session -> elsewhere.entries(session.accessToken(), chat, before, null, PAGE_MAX));
    }
}
