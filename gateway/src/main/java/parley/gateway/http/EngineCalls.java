package parley.gateway.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Reply;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.limit.LimitReached;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ErrorCode;

/**
 * Asks chats on behalf of HTTP requests. A chat that does not answer in time is asked the same again (every command carries its
 * key) a bounded number of times; then the outcome is unknown. One actor takes all answers; a request that waits is an entry of a
 * bounded table. Thread-safe.
 */
final class EngineCalls {

    private static final String NAME = "parley-http-answers";
    private static final long BUSY_RETRY_MS = 500;

    private final Engine engine;
    private final HttpSettings.ChatCalls settings;
    private final ActorRef<HubProtocol.Message> answers;
    private final Map<Long, CompletableFuture<Reply>> pending = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final Counter full;
    private final Counter triesSpent;

    EngineCalls(Engine engine, HttpSettings.ChatCalls settings, ActorSystem<?> system, MeterRegistry meters) {
        this.engine = engine;
        this.settings = settings;
        full = LimitReached.counter(meters, "parley.gateway.http.chat-calls.pending-max");
        triesSpent = LimitReached.counter(meters, "parley.gateway.http.chat-calls.tries");
        meters.gaugeMapSize("parley.http.chat.calls", Tags.empty(), pending);
        this.answers = system.systemActorOf(
                Behaviors.receive(HubProtocol.Message.class)
                        .onMessage(Reply.class, this::onReply)
                        .build(),
                NAME,
                Props.empty());
    }

    private akka.actor.typed.Behavior<HubProtocol.Message> onReply(Reply reply) {
        CompletableFuture<Reply> waiting = pending.remove(reply.request());
        if (waiting != null) {
            waiting.complete(reply);
        }
        return Behaviors.same();
    }

    /** Completes with an answer of the type expected, or fails with what the chat refused, or with {@code unavailable}. */
    <R extends Reply> CompletionStage<R> ask(
            ChatId chat, Class<R> expected, Function<ReplyTo, ChatProtocol.Message> message) {
        return ask(chat, message, settings.tries()).thenApply(reply -> {
            if (expected.isInstance(reply)) {
                return expected.cast(reply);
            }
            throw refusal(reply);
        });
    }

    private CompletionStage<Reply> ask(ChatId chat, Function<ReplyTo, ChatProtocol.Message> message, int triesLeft) {
        return askOnce(chat, message).thenCompose(reply -> {
            if (reply != null) {
                return CompletableFuture.completedFuture(reply);
            }
            if (triesLeft <= 1) {
                triesSpent.increment();
                return CompletableFuture.failedFuture(
                        new RequestRefused(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.message(), BUSY_RETRY_MS));
            }
            return ask(chat, message, triesLeft - 1);
        });
    }

    /** Completes with null when no answer came, or none that tells the outcome. */
    private CompletionStage<@Nullable Reply> askOnce(ChatId chat, Function<ReplyTo, ChatProtocol.Message> message) {
        if (pending.size() >= settings.pendingMax()) {
            full.increment();
            throw new RequestRefused(ErrorCode.BUSY, "too many requests wait for chats", BUSY_RETRY_MS);
        }
        long request = requests.incrementAndGet();
        CompletableFuture<Reply> waiting = new CompletableFuture<>();
        pending.put(request, waiting);
        engine.tell(chat, message.apply(new ReplyTo(answers, 0, request)));
        return waiting.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((reply, timeout) -> {
                    pending.remove(request);
                    boolean unknown = reply instanceof HubProtocol.Unavailable unavailable
                            && unavailable.cause() == HubProtocol.Cause.UNKNOWN;
                    return timeout != null || unknown ? null : reply;
                });
    }

    private static RuntimeException refusal(Reply reply) {
        if (reply instanceof HubProtocol.Refused refused) {
            ErrorCode code = EngineFrames.errorCode(refused.reason());
            return new RequestRefused(code, code.message());
        }
        if (reply instanceof HubProtocol.Unavailable unavailable) {
            ErrorCode code = EngineFrames.errorCode(unavailable.cause());
            return new RequestRefused(code, code.message(), unavailable.retryAfterMs());
        }
        return new IllegalStateException("unexpected answer of a chat: " + reply.getClass());
    }
}
