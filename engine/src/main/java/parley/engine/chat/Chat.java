package parley.engine.chat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.ArrayList;
import java.util.List;
import parley.engine.chat.CommitQueue.Admitted;
import parley.engine.chat.domain.ChatState;
import parley.engine.chat.domain.Decision;
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
import parley.engine.fanout.FanOutProtocol;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.lease.Tenure;

/**
 * The live side of a chat, sharded by its id. Admits commands and hands them to its {@link ChatLog} in groups; holds what became
 * durable in the {@link AckGate} until other devices can find it; then acks, in the order of the log, and fans out. Holds what is
 * transient: the newest entries as wire bytes, receipts, typing.
 *
 * <p>Between what was written and what is told of it, each time, it makes sure that its shard cannot be another node's by now;
 * otherwise nothing leaves, and it stops.
 *
 * <p>Stopping means: admit nothing more, wait for the write in flight and for its gate, then stop.
 */
final class Chat extends AbstractBehavior<ChatProtocol.Message> {

    /** What a chat says to itself. */
    interface Internal extends ChatProtocol.Message {}

    /** Sharding's stop message: passivation, hand-off, the node leaving. */
    enum Stop implements Internal {
        INSTANCE
    }

    record Identity(ChatId chat, String shardId) {}

    /** How {@link ChatStartup} left it: all of the state is confirmed. {@code newest}: its last entries, without holes. */
    record Beginning(
            ActorRef<ChatLog.Message> log, long epoch, Tenure tenure, ChatLogState state, List<StoredEntry> newest) {}

    private record GroupCommitted(ChatLog.Committed committed) implements Internal {}

    private enum FlushReceipts implements Internal {
        INSTANCE
    }

    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final TimerScheduler<ChatProtocol.Message> timers;
    private final ActorRef<ChatLog.Message> log;
    private final ActorRef<ChatLog.Committed> committedAdapter;
    private final long epoch;
    private final Tenure tenure;

    private final CommitQueue queue;
    private final Burst burst;
    private final AckGate gate;
    private final RowWriter rows;
    private final RecentEntries recent;
    private final ChatReads reads;
    private final ChatPositions positions;
    private final KeySearch keySearch;

    /** The log's newest state: durable, but possibly still inside the gate. */
    private ChatLogState durable;

    private List<Admitted> inFlight = List.of();
    private ChatMeters.Mark begun = ChatMeters.Mark.NONE;
    private long orders;
    private boolean logBusy;
    private boolean stopping;

    static Behavior<ChatProtocol.Message> create(Identity identity, ChatServices services, ChatSettings settings) {
        return ChatStartup.create(identity, services, settings);
    }

    static Behavior<ChatProtocol.Message> ready(
            Identity identity, Beginning beginning, ChatServices services, ChatSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Chat(context, timers, identity.chat(), beginning, services, settings).begin(beginning)));
    }

    private Chat(
            ActorContext<ChatProtocol.Message> context,
            TimerScheduler<ChatProtocol.Message> timers,
            ChatId chat,
            Beginning beginning,
            ChatServices services,
            ChatSettings settings) {
        super(context);
        this.chat = chat;
        this.services = services;
        this.settings = settings;
        this.timers = timers;
        this.log = beginning.log();
        this.epoch = beginning.epoch();
        this.tenure = beginning.tenure();
        this.durable = beginning.state();
        this.committedAdapter = context.messageAdapter(ChatLog.Committed.class, GroupCommitted::new);
        this.queue = new CommitQueue(settings, services.reached().pendingCommands);
        this.burst = new Burst(settings.burstIdle(), settings.burstEntriesMax(), services.reached().burstEntries);
        this.gate = new AckGate(durable, GateWrites.newestPreview(beginning.newest()), burst);
        this.rows = new RowWriter(context, timers, chat, services, settings, new RowWriter.Gate(gate, burst));
        this.recent = new RecentEntries(settings.recentEntriesMax(), settings.recentBytesMax());
        this.reads = new ChatReads(context, chat, services, settings, recent, tenure);
        this.positions = new ChatPositions(context, chat, services, settings, recent, tenure);
        this.keySearch = new KeySearch(context, chat, services, settings);
    }

    private Behavior<ChatProtocol.Message> begin(Beginning beginning) {
        getContext().watch(log);
        beginning.newest().forEach(this::encode);
        return this;
    }

    // ---- what the chat is told

    @Override
    public Receive<ChatProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(ChatProtocol.Execute.class, execute -> onExecute(List.of(execute), ChatLog.ALONE))
                .onMessage(ChatProtocol.ExecuteInOrder.class, all -> onExecute(all.commands(), ++orders))
                .onMessage(GroupCommitted.class, this::onCommitted)
                .onMessage(RowWriter.Written.class, this::onGateWritten)
                .onMessage(RowWriter.Retry.class, retry -> then(rows::write))
                .onMessage(RowWriter.SettleDue.class, due -> then(rows::settleIfQuiet))
                .onMessage(RowWriter.Settled.class, this::onSettled)
                .onMessage(ChatProtocol.MovePosition.class, this::onMovePosition)
                .onMessage(ChatPositions.Located.class, this::onLocated)
                .onMessage(FlushReceipts.class, flush -> onFlushReceipts())
                .onMessage(ChatPositions.Flushed.class, this::onPositionsFlushed)
                .onMessage(ChatProtocol.Typing.class, this::onTyping)
                .onMessage(ChatProtocol.ReadPage.class, page -> then(() -> reads.page(page, gate.confirmed())))
                .onMessage(ChatReads.Answer.class, answer -> then(() -> reads.answer(answer)))
                .onMessage(ChatProtocol.ReadMembers.class, read -> then(() -> reads.members(read, gate.confirmed())))
                .onMessage(ChatProtocol.ReadReceipts.class, read -> then(() -> reads.receipts(read, gate.confirmed())))
                .onMessage(ChatProtocol.Describe.class, ask -> then(() -> reads.describe(ask, gate)))
                .onMessage(ChatProtocol.AskHead.class, ask -> then(() -> reads.tellHead(ask, gate)))
                .onMessage(KeySearch.Finished.class, this::onKeySearched)
                .onMessage(Stop.class, stop -> onStop())
                .onSignal(Terminated.class, signal -> onLogFailed())
                .build();
    }

    private Behavior<ChatProtocol.Message> then(Runnable action) {
        action.run();
        return this;
    }

    /** What finds no room leaves none for what stands behind it: nothing is taken out of the queue meanwhile. */
    private Behavior<ChatProtocol.Message> onExecute(List<ChatProtocol.Execute> commands, long order) {
        for (ChatProtocol.Execute execute : commands) {
            Admitted admitted = services.meters().arrived(chat, execute, order);
            if (stopping || !queue.admit(admitted)) {
                Answers.busy(execute.replyTo());
            }
        }
        commitNext();
        return this;
    }

    private void commitNext() {
        if (stopping || logBusy || queue.isEmpty()) {
            return;
        }
        if (gate.groupsInside() >= settings.ungatedGroupsMax()) {
            services.reached().ungatedGroups.increment();
            return;
        }
        inFlight = queue.nextGroup();
        begun = services.meters().begun(inFlight);
        logBusy = true;
        log.tell(new ChatLog.Commit(
                epoch,
                inFlight.stream().map(Admitted::asked).toList(),
                services.clock().millis(),
                committedAdapter));
    }

    private Behavior<ChatProtocol.Message> onCommitted(GroupCommitted message) {
        if (!tenure.holds()) {
            return onShardLost();
        }
        ChatLog.Committed committed = message.committed();
        ChatState before = durable.chat();
        durable = committed.state();
        logBusy = false;
        List<AckGate.Ack> acks = new ArrayList<>();
        for (int i = 0; i < committed.outcomes().size(); i++) {
            settle(inFlight.get(i), committed.outcomes().get(i), acks);
        }
        inFlight = List.of();
        if (!acks.isEmpty() || !committed.entries().isEmpty()) {
            ChatMeters.Mark mark = services.meters().durable(begun, committed, acks);
            gate.enter(new AckGate.Group(before, durable, committed.entries(), acks, mark));
        }
        return advance();
    }

    private void settle(Admitted admitted, ChatLog.Outcome outcome, List<AckGate.Ack> acks) {
        Decision decision = outcome.decision();
        if (decision instanceof Decision.Rejected rejected) {
            services.reached().refused(rejected.reason());
            Answers.refused(admitted.replyTo(), rejected.reason());
        } else if (decision instanceof Decision.SearchFirst search) {
            queue.drainBehind(admitted).forEach(behind -> Answers.busy(behind.replyTo()));
            keySearch.start(admitted, search, gate.confirmed());
        } else if (decision instanceof Decision.Behind) {
            Answers.busy(admitted.replyTo());
        } else if (decision instanceof Decision.Duplicate first) {
            answerDuplicate(
                    AckGate.Ack.ofDuplicate(admitted.replyTo(), first.seq(), first.messages(), first.at()), acks);
        } else {
            acks.add(admitted.ack(outcome));
        }
    }

    /** A duplicate waits in the gate like the first: what it stands for must be found by other devices too. */
    private void answerDuplicate(AckGate.Ack ack, List<AckGate.Ack> acks) {
        if (gate.isConfirmed(ack.seq())) {
            send(ack);
        } else {
            acks.add(ack);
        }
    }

    private Behavior<ChatProtocol.Message> onKeySearched(KeySearch.Finished finished) {
        keySearch.finish();
        if (finished.duplicate() != null) {
            send(finished.duplicate());
        } else if (finished.refused() != null) {
            Answers.refused(finished.replyTo(), finished.refused());
        } else if (finished.resubmit() == null || stopping || !queue.admit(finished.resubmit())) {
            Answers.busy(finished.replyTo());
        }
        return advance();
    }

    // ---- the gate

    /** Moves on whatever can move: the gate's next write, the log's next group, the end of stopping. */
    private Behavior<ChatProtocol.Message> advance() {
        if (gate.canWrite() && !rows.begin()) {
            openGate();
        }
        commitNext();
        return stopping ? stopWhenIdle() : this;
    }

    private void openGate() {
        gate.open().forEach(this::release);
        rows.opened();
    }

    private Behavior<ChatProtocol.Message> onGateWritten(RowWriter.Written written) {
        Throwable failure = written.failure();
        if (!tenure.holds()) {
            return onShardLost();
        }
        if (failure == null) {
            openGate();
            return advance();
        }
        return rows.tryAgain(failure) ? this : abandonAll();
    }

    private Behavior<ChatProtocol.Message> onSettled(RowWriter.Settled settled) {
        rows.settled(settled);
        return stopping ? stopWhenIdle() : this;
    }

    /** Everything another device needs is durable: show the entries, answer whoever waited. */
    private void release(AckGate.Group group) {
        Journey journey = services.meters().opened(group);
        for (Audience.Run run : Audience.of(group.before(), group.after().chat(), group.entries(), settings.limits())) {
            List<byte[]> encoded = run.entries().stream().map(this::encode).toList();
            ListChange change = ListChange.of(chat, run.entries());
            EntryFrames.of(services.encoder(), chat, encoded, settings.pageBytesMax())
                    .forEach(frame ->
                            services.fanOut().tell(new FanOutProtocol.Publish(run.users(), frame, journey, change)));
        }
        group.acks().forEach(this::send);
    }

    private byte[] encode(StoredEntry entry) {
        byte[] json = services.encoder().entry(entry);
        recent.add(new RecentEntries.Encoded(entry.seq(), entry.entry().messages(), json));
        return json;
    }

    private void send(AckGate.Ack ack) {
        Answers.accepted(ack.replyTo(), ack.seq(), ack.messages(), ack.at(), ack.duplicate());
    }

    // ---- positions and typing

    private Behavior<ChatProtocol.Message> onMovePosition(ChatProtocol.MovePosition move) {
        if (stopping) {
            Answers.busy(move);
            return this;
        }
        positions.move(move, gate.confirmed());
        return scheduleReceipts();
    }

    private Behavior<ChatProtocol.Message> onLocated(ChatPositions.Located located) {
        positions.located(located);
        return scheduleReceipts();
    }

    private Behavior<ChatProtocol.Message> scheduleReceipts() {
        if (positions.canFlush() && !timers.isTimerActive(FlushReceipts.INSTANCE)) {
            timers.startSingleTimer(FlushReceipts.INSTANCE, FlushReceipts.INSTANCE, settings.receiptFlush());
        }
        return this;
    }

    private Behavior<ChatProtocol.Message> onFlushReceipts() {
        if (positions.canFlush()) {
            positions.flush(gate.confirmed().chat());
        }
        return this;
    }

    private Behavior<ChatProtocol.Message> onPositionsFlushed(ChatPositions.Flushed flushed) {
        positions.flushed(flushed, gate.confirmed().chat());
        if (stopping) {
            onFlushReceipts();
            return stopWhenIdle();
        }
        return scheduleReceipts();
    }

    private Behavior<ChatProtocol.Message> onTyping(ChatProtocol.Typing typing) {
        ChatState shown = gate.confirmed().chat();
        if (shown.isMember(typing.user()) && shown.memberCount() <= settings.receiptMembersMax()) {
            services.fanOut()
                    .tell(new FanOutProtocol.Publish(
                            ChatPositions.others(shown, typing.user()),
                            services.encoder().typing(chat, typing.user(), typing.on()),
                            ListChange.NONE));
        }
        return this;
    }

    // ---- ending

    private Behavior<ChatProtocol.Message> onStop() {
        stopping = true;
        queue.drain().forEach(admitted -> Answers.busy(admitted.replyTo()));
        onFlushReceipts();
        return stopWhenIdle();
    }

    private Behavior<ChatProtocol.Message> stopWhenIdle() {
        boolean idle = !logBusy && gate.groupsInside() == 0 && !keySearch.isSearching() && positions.isIdle();
        return idle && !rows.isSettlingAtTheEnd() ? Behaviors.stopped() : this;
    }

    /**
     * A write failed or timed out: what is in the log is unknown, and only a fresh incarnation can read it. What the gate holds
     * is known to be durable, and leaves it as ever before the chat stops.
     */
    private Behavior<ChatProtocol.Message> onLogFailed() {
        getContext().getLog().warn("chat log stopped chat={} inFlight={}", chat, inFlight.size());
        inFlight.forEach(admitted -> Answers.unknown(admitted.replyTo()));
        inFlight = List.of();
        logBusy = false;
        return onStop();
    }

    /** Another node may answer for this chat by now: what was written is for that one to find. */
    private Behavior<ChatProtocol.Message> onShardLost() {
        getContext().getLog().warn("chat lost its shard chat={} inFlight={}", chat, inFlight.size());
        return abandonAll();
    }

    private Behavior<ChatProtocol.Message> abandonAll() {
        inFlight.forEach(admitted -> Answers.unknown(admitted.replyTo()));
        gate.abandon().forEach(ack -> Answers.unknown(ack.replyTo()));
        queue.drain().forEach(admitted -> Answers.busy(admitted.replyTo()));
        positions.abandon();
        return Behaviors.stopped();
    }
}
