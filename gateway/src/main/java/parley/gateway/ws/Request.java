package parley.gateway.ws;

import io.opentelemetry.api.trace.Span;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.UserId;
import parley.engine.trace.MessageTraces;

/**
 * One thing a client asked for and the engine has not answered. It is told to the engine up to a bounded number of times ({@link
 * Flight}), always with the same number, so that an answer to any try is the answer.
 */
final class Request {

    /** What a reply of the engine makes of a request. */
    enum Outcome {
        /** More replies follow. */
        MORE,
        DONE,
        /** The first part is done: ask {@link Plan#then}. */
        THEN,
        /** A part before this one did not come, and never will. */
        TORN,
        /** The engine never answers this request so. */
        UNEXPECTED
    }

    /** Tells the client what the engine said. */
    @FunctionalInterface
    interface Answer {
        Outcome on(HubProtocol.Reply reply);
    }

    /**
     * How a request is carried out.
     *
     * @param order requests of the same order are carried out one after the other; null for reads, which have none
     * @param mustExist users without whom the answer is {@code not_found}, before the engine is asked
     * @param then asked after {@link Outcome#THEN}
     * @param message what is asked, where it may be asked together with messages that follow it; null for anything else
     */
    record Plan(
            @Nullable String order,
            Set<UserId> mustExist,
            Consumer<ReplyTo> ask,
            @Nullable Consumer<ReplyTo> then,
            Answer answer,
            @Nullable Message message) {

        static Plan read(Consumer<ReplyTo> ask, Answer answer) {
            return new Plan(null, Set.of(), ask, null, answer, null);
        }

        static Plan ordered(String order, Consumer<ReplyTo> ask, Answer answer) {
            return new Plan(order, Set.of(), ask, null, answer, null);
        }

        static Plan message(Message message, Consumer<ReplyTo> ask, Answer answer) {
            return new Plan(message.chat().local(), Set.of(), ask, null, answer, message);
        }

        static Plan of(
                String order,
                Set<UserId> mustExist,
                Consumer<ReplyTo> ask,
                @Nullable Consumer<ReplyTo> then,
                Answer answer) {
            return new Plan(order, mustExist, ask, then, answer, null);
        }

        /** Of a message that is traced; ended with its answer, or when there will be none. */
        @Nullable
        Span span() {
            return message == null ? null : message.span();
        }
    }

    /**
     * A message to a chat.
     *
     * @param chars UTF-16 units of its text
     */
    record Message(
            ChatId chat,
            int chars,
            Function<ReplyTo, ChatProtocol.Execute> command,
            @Nullable Span span) {}

    /** In the trace of a message whose connection ended before its answer came. */
    private static final String ABANDONED = "connection_closed";

    private enum Stage {
        CHECKING,
        ASKING,
        ASKING_THEN
    }

    /** The client's number for it. */
    final long id;

    final Plan plan;

    /** Under which the engine answers; 0 until it is begun. */
    long number;

    /** With what it was told; null until it is begun. */
    @Nullable
    Flight flight;

    private Stage stage;

    Request(long id, Plan plan) {
        this.id = id;
        this.plan = plan;
        this.stage = plan.mustExist().isEmpty() ? Stage.ASKING : Stage.CHECKING;
    }

    boolean isChecking() {
        return stage == Stage.CHECKING;
    }

    void checked() {
        stage = Stage.ASKING;
    }

    void goOn() {
        stage = Stage.ASKING_THEN;
    }

    void ask(ReplyTo replyTo) {
        Consumer<ReplyTo> then = plan.then();
        if (stage == Stage.ASKING_THEN && then != null) {
            then.accept(replyTo);
        } else {
            plan.ask().accept(replyTo);
        }
    }

    /** Nobody waits for its answer any more. */
    void abandon() {
        if (flight != null) {
            flight.stopTimer();
        }
        MessageTraces.failed(plan.span(), ABANDONED);
    }
}
