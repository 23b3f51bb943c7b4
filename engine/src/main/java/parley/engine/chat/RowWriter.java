package parley.engine.chat;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;

/**
 * Writes what the gate asks for, again if need be; and settles the rows of a burst that is over. Results come as messages to the
 * chat. Confined to the chat's actor.
 */
final class RowWriter {

    record Written(@Nullable Throwable failure) implements Chat.Internal {}

    enum Retry implements Chat.Internal {
        INSTANCE
    }

    enum SettleDue implements Chat.Internal {
        INSTANCE
    }

    /** {@code write}: the number of this settling. */
    record Settled(long write, @Nullable Throwable failure) implements Chat.Internal {}

    private final ActorContext<ChatProtocol.Message> context;
    private final TimerScheduler<ChatProtocol.Message> timers;
    private final ChatId chat;
    private final ChatServices services;
    private final ChatSettings settings;
    private final AckGate gate;
    private final Burst burst;
    private int tries;
    private long writes;
    private int settleTries;
    /** Settling has failed, and no other write has begun since. */
    private boolean unsettled;

    private boolean settling;

    RowWriter(
            ActorContext<ChatProtocol.Message> context,
            TimerScheduler<ChatProtocol.Message> timers,
            ChatId chat,
            ChatServices services,
            ChatSettings settings,
            Gate gate) {
        this.context = context;
        this.timers = timers;
        this.chat = chat;
        this.services = services;
        this.settings = settings;
        this.gate = gate.gate();
        this.burst = gate.burst();
    }

    /** The gate, and what tells it which groups need a write. */
    record Gate(AckGate gate, Burst burst) {}

    /** Begins the gate's next write. False if what waits in it may leave at once. */
    boolean begin() {
        Optional<GateWrites.Composed> next = gate.startWrite();
        if (next.isEmpty()) {
            return false;
        }
        tries = 0;
        settleTries = 0;
        unsettled = false;
        writes++;
        write();
        return true;
    }

    void write() {
        tries++;
        context.pipeToSelf(
                gate.currentWrite().writeTo(services.stores().inbox(), chat), (done, failure) -> new Written(failure));
    }

    /** Returns false when it was tried often enough. */
    boolean tryAgain(Throwable failure) {
        if (tries >= settings.gateTriesMax()) {
            services.reached().gateTries.increment();
            context.getLog().warn("chat gate given up chat={} tries={} cause={}", chat, tries, failure.toString());
            return false;
        }
        timers.startSingleTimer(Retry.INSTANCE, settings.gateRetry().multipliedBy(1L << (tries - 1)));
        return true;
    }

    // ---- the end of a burst

    /** To be said when the gate has opened. */
    void opened() {
        if (burst.isOpen() && !timers.isTimerActive(SettleDue.INSTANCE)) {
            timers.startSingleTimer(SettleDue.INSTANCE, settings.burstIdle());
        }
    }

    void settleIfQuiet() {
        if (burst.goesOn() || gate.groupsInside() > 0) {
            opened();
        } else if (burst.isOpen() || unsettled) {
            settle();
        }
    }

    /**
     * Whether rows are being settled, or will be now that the chat stops. What then fails is left: the rows stay open, and whoever
     * reads them wakes the chat, which settles what it finds open.
     */
    boolean isSettlingAtTheEnd() {
        if (burst.isOpen()) {
            settle();
        }
        return settling;
    }

    private void settle() {
        settling = true;
        settleTries++;
        long number = ++writes;
        context.pipeToSelf(
                gate.settle().writeTo(services.stores().inbox(), chat),
                (done, failure) -> new Settled(number, failure));
    }

    /** Of a settling that is not the last write any more nothing follows. */
    void settled(Settled settled) {
        settling = false;
        if (settled.write() != writes) {
            return;
        }
        Throwable failure = settled.failure();
        unsettled = failure != null;
        if (failure == null) {
            burst.settled();
        } else if (settleTries < settings.gateTriesMax()) {
            timers.startSingleTimer(SettleDue.INSTANCE, settings.burstIdle());
        } else {
            services.reached().gateTries.increment();
            context.getLog()
                    .warn("chat rows stay open chat={} tries={} cause={}", chat, settleTries, failure.toString());
        }
    }
}
