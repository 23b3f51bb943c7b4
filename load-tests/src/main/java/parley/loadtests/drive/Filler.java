package parley.loadtests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtests.client.Answers;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;
import parley.loadtests.storm.ServiceApi;

/** Writes messages into chats of Parley through the service API, many at once: what a chat takes of one connection is one at a time. */
final class Filler {

    private static final int PIECE = 10;
    private static final ServiceApi.Bulk MESSAGES = new ServiceApi.Bulk("messages", "messages", PIECE, 64);
    /** Fewer than the keys that a chat remembers, so that it needs not look into its log for any of them. */
    private static final int AT_ONCE = 640;

    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String TEXT =
            "A message that was written before anybody looked, as long as those that people write. ";

    private final HttpApi api;
    private final ServiceApi service;

    Filler(HttpApi api, ServiceApi service) {
        this.api = api;
        this.service = service;
    }

    /** Blocks until there are so many messages, in the name of a member who has that token. */
    void fill(String chat, String by, String token, int messages) {
        Answers.Page end = Failures.await(api.entries(token, chat, null, null, 1), WITHIN);
        long seq = end.seq();
        for (long have = end.n(); have < messages; have += AT_ONCE) {
            List<ObjectNode> items = new ArrayList<>();
            for (long number = have; number < Math.min(messages, have + AT_ONCE); number++) {
                items.add(ServiceApi.object()
                        .put("chat", chat)
                        .put("by", by)
                        .put("key", "fill-" + number)
                        .put("since", seq)
                        .put("text", TEXT + number));
            }
            for (JsonNode result : service.post(MESSAGES, items)) {
                seq = Math.max(seq, result.path("seq").asLong());
            }
        }
    }
}
