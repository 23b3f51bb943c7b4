package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol.Described;
import parley.engine.client.HubProtocol.Page;
import parley.engine.id.ChatId;
import parley.engine.id.Seq;
import parley.gateway.auth.Principal;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.WireLimits;

/** One's chats, and reading a chat's log, over HTTP. The chat itself checks that the reader is a member. */
final class ChatRoutes {

    static final int PAGE_DEFAULT = 50;

    private final EngineCalls engine;
    private final ChatLists lists;
    private final Credentials credentials;
    private final WireLimits limits;
    private final Json json;

    ChatRoutes(EngineCalls engine, ChatLists lists, Credentials credentials, WireLimits limits, Json json) {
        this.engine = engine;
        this.lists = lists;
        this.credentials = credentials;
        this.limits = limits;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/chats", this::list),
                Route.get("/v1/chats/{chat}", this::one),
                Route.get("/v1/chats/{chat}/entries", this::entries));
    }

    private CompletionStage<HttpResponse> list(Call call) {
        return credentials.principal(call).thenCompose(principal -> {
            String after = call.query("after").orElse("");
            if (!after.isEmpty() && !ChatId.isValid(after)) {
                throw new RequestRefused(ErrorCode.BAD_FRAME, "after: not the id of a chat");
            }
            return lists.page(principal.user(), after, (int) limit(call)).thenApply(page -> json.response(200, page));
        });
    }

    private CompletionStage<HttpResponse> one(Call call) {
        return credentials.principal(call).thenCompose(principal -> {
            ChatId chat = chat(call.path("{chat}"), principal);
            return engine.ask(chat, Described.class, replyTo -> new ChatProtocol.Describe(principal.user(), replyTo))
                    .thenApply(described -> json.response(200, EngineFrames.chat(described.row())));
        });
    }

    private long limit(Call call) {
        return call.queryNumber("limit", 1, limits.pageMax()).orElse((long) PAGE_DEFAULT);
    }

    private CompletionStage<HttpResponse> entries(Call call) {
        return credentials.principal(call).thenCompose(principal -> page(call, principal));
    }

    private CompletionStage<HttpResponse> page(Call call, Principal principal) {
        Optional<Long> after = call.queryNumber("after", 0, Seq.MAX);
        Optional<Long> before = call.queryNumber("before", 1, Seq.MAX);
        long limit = limit(call);
        if (after.isPresent() && before.isPresent()) {
            throw new RequestRefused(ErrorCode.BAD_FRAME, "after, before: both given (expected: one or none)");
        }
        ChatId chat = chat(call.path("{chat}"), principal);
        return engine.ask(
                        chat,
                        Page.class,
                        replyTo -> new ChatProtocol.ReadPage(
                                principal.user(), after.orElse(null), before.orElse(0L), (int) limit, replyTo))
                .thenApply(page -> Json.response(200, body(chat, page)));
    }

    private static ChatId chat(String local, Principal principal) {
        if (!ChatId.isValid(local)) {
            throw new RequestRefused(ErrorCode.NO_SUCH_CHAT, ErrorCode.NO_SUCH_CHAT.message());
        }
        return new ChatId(principal.user().tenant(), local);
    }

    /** The entries are JSON already, encoded once for everybody: they are joined, not parsed. */
    private static byte[] body(ChatId chat, Page page) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii("{\"chat\":\"" + chat.local() + "\",\"entries\":["));
        boolean first = true;
        for (byte[] entry : page.entries()) {
            if (!first) {
                body.write(',');
            }
            body.writeBytes(entry);
            first = false;
        }
        body.writeBytes(ascii("],\"seq\":" + page.newest().seq() + ",\"n\":"
                + page.newest().messages() + ",\"end\":" + page.end() + "}"));
        return body.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
