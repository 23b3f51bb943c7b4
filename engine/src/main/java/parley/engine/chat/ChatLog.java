package parley.engine.chat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.ChatState;
import parley.engine.chat.domain.Decision;
import parley.engine.id.ChatId;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;

/**
 * The durable side of a chat: folds the decisions of a group of commands and persists their events in one write. A thin shell
 * over {@link ChatState}; who asks, what is shown and when an ack leaves is {@link Chat}'s business.
 *
 * <p>It has no restart strategy. When a write fails or times out its outcome is unknown; the actor stops, and only a fresh
 * incarnation, which reads what is really there, goes on.
 */
final class ChatLog extends EventSourcedBehavior<ChatLog.Message, JournalEntry, ChatLogState> {

    /** Entries between two snapshots: bounds what recovery replays. */
    static final int SNAPSHOT_EVERY = 500;

    static final int SNAPSHOTS_KEPT = 2;

    sealed interface Message {}

    /** Decide these in order, under this epoch, at this time; answered by {@link Committed}. One at a time. */
    record Commit(long epoch, List<Asked> commands, long at, ActorRef<Committed> replyTo) implements Message {}

    /** {@code order}: the number of those that came together and may not overtake each other; {@link #ALONE} for one that did not. */
    record Asked(ChatCommand command, long order) {}

    static final long ALONE = 0;

    /** Write an {@code Opened} entry under this epoch; answered by {@link Committed} without outcomes. */
    record Open(long epoch, long at, ActorRef<Committed> replyTo) implements Message {}

    /** What was recovered: the state, and the entries that were replayed after the snapshot, the newest few hundred. */
    record Recovered(ChatLogState state, List<StoredEntry> replayed) {}

    /** The group is durable. One outcome a command, in order; {@code entries} are those it added. */
    record Committed(List<Outcome> outcomes, List<StoredEntry> entries, ChatLogState state) {}

    /** A decision, with where its first event ended up. */
    record Outcome(Decision decision, long seq, long messages, long at) {}

    private final ActorContext<Message> context;
    private final ChatLimits limits;
    private final ActorRef<Recovered> parent;
    private final ReplayedEntries replayed = new ReplayedEntries(SNAPSHOT_EVERY);

    private ChatLog(ActorContext<Message> context, ChatId chat, ChatLimits limits, ActorRef<Recovered> parent) {
        super(PersistenceId.ofUniqueId(chat.key()));
        this.context = context;
        this.limits = limits;
        this.parent = parent;
    }

    static Behavior<Message> create(ChatId chat, ChatLimits limits, ActorRef<Recovered> parent) {
        return Behaviors.setup(context -> new ChatLog(context, chat, limits, parent));
    }

    @Override
    public ChatLogState emptyState() {
        return ChatLogState.EMPTY;
    }

    @Override
    public CommandHandler<Message, JournalEntry, ChatLogState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Commit.class, this::onCommit)
                .onCommand(Open.class, this::onOpen)
                .build();
    }

    private Effect<JournalEntry, ChatLogState> onCommit(ChatLogState state, Commit commit) {
        Fold fold = new Fold(state, commit.epoch());
        List<Outcome> outcomes = new ArrayList<>(commit.commands().size());
        for (Asked asked : commit.commands()) {
            outcomes.add(fold.decide(asked, commit.at()));
        }
        return fold.persist(outcomes, commit.replyTo());
    }

    private Effect<JournalEntry, ChatLogState> onOpen(ChatLogState state, Open open) {
        Fold fold = new Fold(state, open.epoch());
        fold.add(new ChatEvent.Opened(open.at()));
        return fold.persist(List.of(), open.replyTo());
    }

    @Override
    public EventHandler<ChatLogState, JournalEntry> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, entry) -> {
            ChatLogState next = state.evolve(entry, limits);
            replayed.remember(next.chat().seq(), entry);
            return next;
        });
    }

    @Override
    public SignalHandler<ChatLogState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    requireSameSeq(state);
                    parent.tell(new Recovered(state, replayed.drain()));
                })
                .build();
    }

    /** A chat's seq is the journal's sequence number; anything else would show clients an order that is not stored. */
    private void requireSameSeq(ChatLogState state) {
        long stored = lastSequenceNumber(context);
        if (stored != state.chat().seq()) {
            throw new IllegalStateException("seq: " + state.chat().seq() + " (expected: " + stored + ")");
        }
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
    }

    /** The state as it will be when the group is durable, and the entries that get it there. */
    private final class Fold {

        private final long epoch;
        private final List<JournalEntry> entries = new ArrayList<>();
        /** Orders of which one has to be searched for first. */
        private final Set<Long> undecided = new HashSet<>();

        private ChatLogState state;

        Fold(ChatLogState state, long epoch) {
            this.state = state;
            this.epoch = epoch;
        }

        Outcome decide(Asked asked, long at) {
            Decision decision = undecided.contains(asked.order())
                    ? Decision.Behind.INSTANCE
                    : state.chat().decide(asked.command(), at, limits);
            if (decision instanceof Decision.Accepted accepted) {
                accepted.events().forEach(this::add);
            } else if (decision instanceof Decision.SearchFirst && asked.order() != ALONE) {
                undecided.add(asked.order());
            }
            return new Outcome(decision, state.chat().seq(), state.chat().messages(), at);
        }

        void add(ChatEvent event) {
            long messages = state.chat().messages() + (event instanceof ChatEvent.Posted ? 1 : 0);
            JournalEntry entry = new JournalEntry(epoch, state.epoch(), messages, event);
            entries.add(entry);
            state = state.evolve(entry, limits);
        }

        Effect<JournalEntry, ChatLogState> persist(List<Outcome> outcomes, ActorRef<Committed> replyTo) {
            if (entries.isEmpty()) {
                return Effect()
                        .none()
                        .thenRun(unchanged -> replyTo.tell(new Committed(outcomes, List.of(), unchanged)));
            }
            return Effect().persist(entries).thenRun(durable -> {
                replayed.drain();
                replyTo.tell(new Committed(outcomes, numbered(durable.chat().seq()), durable));
            });
        }

        private List<StoredEntry> numbered(long lastSeq) {
            List<StoredEntry> stored = new ArrayList<>(entries.size());
            long seq = lastSeq - entries.size();
            for (JournalEntry entry : entries) {
                stored.add(new StoredEntry(++seq, entry));
            }
            return stored;
        }
    }
}
