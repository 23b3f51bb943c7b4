package parley.engine.chat;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/**
 * What a node does before it joins the others: it takes a shard that no chat is in, and starts, asks and stops chats that do not exist.
 * What a JVM does for the first time takes it seconds while it also starts everything else (loading and linking classes, starting the
 * journal, preparing statements); so it is done while nobody waits for it. Nothing is written but who holds that shard. Where another
 * node rehearses, or the store does not answer, or time is up, the node goes on as it is: it works, only slower at first.
 */
final class Rehearsal extends AbstractBehavior<Rehearsal.Message> {

    interface Message {}

    private record Taken(boolean taken) implements Message {}

    private enum Answered implements Message {
        INSTANCE
    }

    private enum Take implements Message {
        INSTANCE
    }

    private enum GivenUp implements Message {
        INSTANCE
    }

    private enum TimeIsUp implements Message {
        INSTANCE
    }

    /** No chat is in it: those of chats are numbers. */
    static final String SHARD = "rehearsal";

    private static final TenantId NOBODYS = new TenantId("rehearsal");
    private static final UserId NOBODY = new UserId(NOBODYS, "nobody");
    private static final Duration TAKE_AGAIN = Duration.ofMillis(250);

    private final TimerScheduler<Message> timers;
    private final ChatServices services;
    private final ChatSettings chat;
    private final RehearsalSettings settings;
    private final CompletableFuture<Done> over;
    private final ActorRef<ChatProtocol.HeadTold> answers;
    private @Nullable ActorRef<ChatProtocol.Message> playing;
    private int begun;

    private Rehearsal(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            ChatServices services,
            ChatSettings chat,
            RehearsalSettings settings,
            CompletableFuture<Done> over) {
        super(context);
        this.timers = timers;
        this.services = services;
        this.chat = chat;
        this.settings = settings;
        this.over = over;
        this.answers = context.messageAdapter(ChatProtocol.HeadTold.class, told -> Answered.INSTANCE);
    }

    /** @param over completes when it is over, however it went; never with a failure */
    static Behavior<Message> create(
            ChatServices services, ChatSettings chat, RehearsalSettings settings, CompletableFuture<Done> over) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(TimeIsUp.INSTANCE, settings.within());
            context.getSelf().tell(Take.INSTANCE);
            return new Rehearsal(context, timers, services, chat, settings, over);
        }));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Take.class, take -> onTake())
                .onMessage(Taken.class, this::onTaken)
                .onMessage(Answered.class, answered -> onAnswered())
                .onMessage(TimeIsUp.class, up -> onTimeIsUp())
                .onMessage(GivenUp.class, givenUp -> onGivenUp())
                .onSignal(Terminated.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Message> onTake() {
        if (over.isDone()) {
            return Behaviors.stopped();
        }
        getContext()
                .pipeToSelf(
                        services.shards().acquire(SHARD, () -> {}),
                        (yes, failure) -> new Taken(failure == null && yes));
        return this;
    }

    /** Where it is not, the node's own lease may still be on its way, or another node rehearses. */
    private Behavior<Message> onTaken(Taken answer) {
        if (answer.taken()) {
            return next();
        }
        timers.startSingleTimer(Take.INSTANCE, TAKE_AGAIN);
        return this;
    }

    private Behavior<Message> next() {
        if (over.isDone() || begun == settings.chats()) {
            getContext().pipeToSelf(services.shards().release(SHARD), (released, failure) -> GivenUp.INSTANCE);
            return this;
        }
        begun++;
        var identity = new Chat.Identity(new ChatId(NOBODYS, "r_" + begun), SHARD);
        playing = getContext().spawn(Chat.create(identity, services, chat), "chat-" + begun);
        getContext().watch(playing);
        playing.tell(new ChatProtocol.AskHead(NOBODY, 0, answers));
        return this;
    }

    private Behavior<Message> onAnswered() {
        stopPlaying();
        return this;
    }

    private Behavior<Message> onStopped() {
        playing = null;
        return next();
    }

    /** The node waits no longer. A chat that has lost its shard does not answer, so it is stopped; what else is under way ends by itself. */
    private Behavior<Message> onTimeIsUp() {
        services.reached().rehearsal.increment();
        say();
        stopPlaying();
        return this;
    }

    private void stopPlaying() {
        if (playing != null) {
            playing.tell(Chat.Stop.INSTANCE);
        }
    }

    private Behavior<Message> onGivenUp() {
        say();
        return Behaviors.stopped();
    }

    private void say() {
        if (over.complete(Done.getInstance())) {
            getContext().getLog().info("rehearsed chats={}", begun);
        }
    }
}
