package parley.engine.chat;

import static java.util.Objects.requireNonNull;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatState;
import parley.engine.client.ListChange;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Confirmed;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.journal.ChatHistory.Committed;
import parley.engine.journal.ChatHistory.Slice;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.lease.HeldShards.Incarnation;
import parley.engine.lease.Tenure;

/**
 * How an incarnation of a chat begins: take an epoch, recover the log, and make sure that nothing in doubt is shown. What was
 * recovered is in doubt until a gate write is seen to have confirmed it, or an {@code Opened} entry of this incarnation is
 * durable; only then is {@link Chat} itself started. Meanwhile what comes in is stashed, bounded.
 *
 * <p>If any step fails the actor stops: whoever asked tries again, and that starts a fresh incarnation.
 */
final class ChatStartup {

    private record Begun(Incarnation incarnation) implements Chat.Internal {}

    private record Recovered(ChatLog.Recovered recovered) implements Chat.Internal {}

    private record ConfirmedRead(Optional<Confirmed> rows, List<StoredEntry> newest) implements Chat.Internal {}

    private record Opened(ChatLog.Committed committed) implements Chat.Internal {}

    private record OpenedGateWritten(AckGate.Group group) implements Chat.Internal {}

    private record Failed(Throwable cause) implements Chat.Internal {}

    /** Of what was in doubt so many entries are told again; whoever lacks more sees the gap. */
    private static final int TOLD_AGAIN_MAX = 50;

    private static final int ENTRIES_BEFORE = 20;

    private static final String SHARD_LOST = "it lost its shard";

    private final ActorContext<ChatProtocol.Message> context;
    private final StashBuffer<ChatProtocol.Message> stash;
    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final String shardId;
    private final long startedNanos;
    private long epoch;
    private @Nullable Tenure tenure;
    private long confirmedSeq;
    private @Nullable ActorRef<ChatLog.Message> log;
    private ChatLog.@Nullable Recovered recovered;
    private List<StoredEntry> newest = List.of();

    private ChatStartup(
            ActorContext<ChatProtocol.Message> context,
            StashBuffer<ChatProtocol.Message> stash,
            Chat.Identity identity,
            ChatServices services,
            ChatSettings settings) {
        this.context = context;
        this.stash = stash;
        this.chat = identity.chat();
        this.shardId = identity.shardId();
        this.services = services;
        this.settings = settings;
        this.startedNanos = services.meters().nanos();
    }

    static Behavior<ChatProtocol.Message> create(Chat.Identity identity, ChatServices services, ChatSettings settings) {
        return Behaviors.setup(context -> Behaviors.withStash(
                settings.pendingMax(), stash -> new ChatStartup(context, stash, identity, services, settings).start()));
    }

    private Behavior<ChatProtocol.Message> start() {
        context.pipeToSelf(
                services.shards().begin(shardId),
                (begun, failure) -> failure == null ? new Begun(begun) : new Failed(failure));
        return Behaviors.receive(ChatProtocol.Message.class)
                .onMessage(Begun.class, this::onBegun)
                .onMessage(Recovered.class, this::onRecovered)
                .onMessage(ConfirmedRead.class, this::onConfirmed)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(OpenedGateWritten.class, this::onOpenedGateWritten)
                .onMessage(Failed.class, this::onFailed)
                .onMessage(Chat.Stop.class, stop -> stopAnswering())
                .onMessage(ChatProtocol.Message.class, this::onOther)
                .onSignal(Terminated.class, signal -> giveUp("its log failed to recover"))
                .build();
    }

    private Behavior<ChatProtocol.Message> onBegun(Begun begun) {
        epoch = begun.incarnation().epoch();
        tenure = begun.incarnation().tenure();
        if (recovered != null) {
            return readConfirmed(recovered);
        }
        ActorRef<ChatLog.Recovered> adapter = context.messageAdapter(ChatLog.Recovered.class, Recovered::new);
        ActorRef<ChatLog.Message> child = context.spawn(ChatLog.create(chat, settings.limits(), adapter), "log");
        context.watch(child);
        log = child;
        return Behaviors.same();
    }

    private Behavior<ChatProtocol.Message> onRecovered(Recovered message) {
        ChatLog.Recovered found = message.recovered();
        recovered = found;
        if (found.state().epoch() < epoch) {
            return readConfirmed(found);
        }
        context.pipeToSelf(
                services.shards().beginAbove(shardId, found.state().epoch()),
                (begun, failure) -> failure == null ? new Begun(begun) : new Failed(failure));
        return Behaviors.same();
    }

    private Behavior<ChatProtocol.Message> readConfirmed(ChatLog.Recovered found) {
        ChatState state = found.state().chat();
        if (state.seq() == 0) {
            return becomeReady(found.state(), List.of());
        }
        context.pipeToSelf(
                services.stores()
                        .inbox()
                        .confirmed(chat, state.sizeClass(), GateWrites.confirming(state))
                        .thenCombine(newestOf(found), ConfirmedRead::new),
                (read, failure) -> failure == null ? read : new Failed(failure));
        return Behaviors.same();
    }

    /** What was replayed, and, where a snapshot is so new that no message is in it, some entries before that. */
    private CompletionStage<List<StoredEntry>> newestOf(ChatLog.Recovered found) {
        ChatState state = found.state().chat();
        List<StoredEntry> replayed = found.replayed();
        long before = state.seq() - replayed.size();
        if (state.messages() == 0 || before == 0 || GateWrites.newestPreview(replayed) != null) {
            return CompletableFuture.completedFuture(replayed);
        }
        long from = Math.max(1, before - ENTRIES_BEFORE + 1);
        return services.stores()
                .history()
                .read(
                        chat,
                        new Slice(from, before, false, ENTRIES_BEFORE, settings.pageBytesMax()),
                        new Committed(state.seq(), found.state().epoch()))
                .thenApply(entries ->
                        Stream.concat(entries.stream(), replayed.stream()).toList());
    }

    private Behavior<ChatProtocol.Message> onConfirmed(ConfirmedRead read) {
        ChatLog.Recovered found = requireNonNull(recovered, "recovered");
        ChatLogState state = found.state();
        newest = read.newest();
        boolean settled = read.rows()
                .map(rows -> !rows.open()
                        && rows.stamp()
                                .equals(new Stamp(state.epoch(), state.chat().seq())))
                .orElse(false);
        if (hasLostItsShard()) {
            return giveUp(SHARD_LOST);
        }
        if (settled) {
            tellNewestAgain(state, newest);
            return becomeReady(state, newest);
        }
        confirmedSeq = read.rows().map(rows -> rows.stamp().seq()).orElse(0L);
        context.getLog()
                .info(
                        "chat in doubt chat={} seq={} confirmed={}",
                        chat,
                        state.chat().seq(),
                        confirmedSeq);
        ActorRef<ChatLog.Committed> adapter = context.messageAdapter(ChatLog.Committed.class, Opened::new);
        requireNonNull(log, "log").tell(new ChatLog.Open(epoch, services.clock().millis(), adapter));
        return Behaviors.same();
    }

    /**
     * The incarnation before may have ended between its gate and telling anybody. Its node being alive, no session is unsure
     * then, so the newest entry is told again, and whoever lacks those before it sees the gap.
     */
    private void tellNewestAgain(ChatLogState state, List<StoredEntry> newest) {
        if (newest.isEmpty()) {
            return;
        }
        StoredEntry last = newest.get(newest.size() - 1);
        long age = services.clock().millis() - last.entry().event().at();
        if (age <= settings.toldAgainWithin().toMillis()) {
            tell(state, List.of(last));
        }
    }

    private void tell(ChatLogState state, List<StoredEntry> entries) {
        List<byte[]> encoded = entries.stream().map(services.encoder()::entry).toList();
        List<UserId> members = state.chat().members();
        ListChange change = ListChange.of(chat, entries);
        EntryFrames.of(services.encoder(), chat, encoded, settings.pageBytesMax())
                .forEach(frame -> services.fanOut().tell(new FanOutProtocol.Publish(members, frame, change)));
    }

    /** An entry of this incarnation is durable; now the rows that the last one may not have written, all again. */
    private Behavior<ChatProtocol.Message> onOpened(Opened opened) {
        List<StoredEntry> again = new ArrayList<>(inDoubt());
        again.addAll(opened.committed().entries());
        AckGate.Group group =
                new AckGate.Group(knownBefore(again), opened.committed().state(), again, List.of());
        Map<UserId, Position> own = group.after().chat().sendersAfter(confirmedSeq);
        context.pipeToSelf(
                GateWrites.of(List.of(group), newestConfirmedPreview(), new GateWrites.Unwritten(own, false))
                        .writeTo(services.stores().inbox(), chat),
                (done, failure) -> failure == null ? new OpenedGateWritten(group) : new Failed(failure));
        return Behaviors.same();
    }

    /** Who was a member before what is in doubt: the same as after it when all of that is at hand and concerns no membership. */
    private ChatState knownBefore(List<StoredEntry> again) {
        boolean isWhole = again.get(0).seq() == confirmedSeq + 1;
        boolean isTalk = again.stream()
                .noneMatch(entry -> GateWrites.changesMembers(entry.entry().event()));
        return isWhole && isTalk
                ? requireNonNull(recovered, "recovered").state().chat()
                : ChatState.EMPTY;
    }

    /** What is confirmed now may never have been shown: it is shown again, and clients ignore what they have. */
    private Behavior<ChatProtocol.Message> onOpenedGateWritten(OpenedGateWritten written) {
        AckGate.Group group = written.group();
        if (hasLostItsShard()) {
            return giveUp(SHARD_LOST);
        }
        List<StoredEntry> entries = group.entries();
        tell(group.after(), entries.subList(Math.max(0, entries.size() - TOLD_AGAIN_MAX), entries.size()));
        List<StoredEntry> known = new ArrayList<>(newest);
        known.add(entries.get(entries.size() - 1));
        return becomeReady(group.after(), known);
    }

    private @Nullable Preview newestConfirmedPreview() {
        return GateWrites.newestPreview(
                newest.stream().filter(entry -> entry.seq() <= confirmedSeq).toList());
    }

    private List<StoredEntry> inDoubt() {
        return newest.stream().filter(entry -> entry.seq() > confirmedSeq).toList();
    }

    private Behavior<ChatProtocol.Message> becomeReady(ChatLogState state, List<StoredEntry> newest) {
        services.meters().recovered(startedNanos);
        Chat.Beginning beginning =
                new Chat.Beginning(requireNonNull(log, "log"), epoch, requireNonNull(tenure, "tenure"), state, newest);
        return stash.unstashAll(Chat.ready(new Chat.Identity(chat, shardId), beginning, services, settings));
    }

    private boolean hasLostItsShard() {
        return !requireNonNull(tenure, "tenure").holds();
    }

    private Behavior<ChatProtocol.Message> onOther(ChatProtocol.Message message) {
        if (stash.isFull()) {
            services.reached().pendingCommands.increment();
            Answers.busy(message);
        } else {
            stash.stash(message);
        }
        return Behaviors.same();
    }

    private Behavior<ChatProtocol.Message> onFailed(Failed failed) {
        context.getLog()
                .warn(
                        "chat failed to start chat={} cause={}",
                        chat,
                        failed.cause().toString());
        return giveUp("it failed to start");
    }

    private Behavior<ChatProtocol.Message> giveUp(String why) {
        context.getLog().warn("chat answers nobody chat={} why={}", chat, why);
        services.meters().recoveryFailed();
        return stopAnswering();
    }

    /** Nothing was done for anybody yet. */
    private Behavior<ChatProtocol.Message> stopAnswering() {
        stash.forEach(message -> Answers.busy(message));
        return Behaviors.stopped();
    }
}
