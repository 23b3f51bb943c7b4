package parley.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.limit.LimitReached;
import parley.engine.trace.MessageTraces;

/** What the socket side counts, as metrics, and for tests. Thread-safe. */
public final class SocketCounters {

    private final MeterRegistry meters;
    /** Open sockets, handshakes included. */
    final AtomicInteger open;
    /** What waits for clients, of all sockets; and what waits for the event loops. */
    final AtomicLong outboundBytes;

    final AtomicLong laneBytes;
    final Counter accepted;
    final Counter refused;
    final Counter framesIn;
    final Counter framesOut;
    final Counter badFrames;
    final Counter rateLimited;
    final Counter pushes;
    final Counter pushesDropped;
    final Counter resyncs;
    final Counter requests;
    final Counter requestsRetried;
    final Counter requestsGivenUp;
    final Counter registeredAgain;
    final Counter hellosWithoutToken;
    final Counter hellosUnavailable;
    final MessageTimes times;
    private final Map<Continuity, Counter> welcomes = new EnumMap<>(Continuity.class);
    final Counter askedToLeave;
    private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
    final Limits limits;

    /** {@code clock}: the one that other nodes tell times by. */
    SocketCounters(MeterRegistry meters, MessageTraces traces, Clock clock) {
        this.meters = meters;
        open = gauge("open", new AtomicInteger());
        outboundBytes = gauge("outbound.waiting." + BaseUnits.BYTES, new AtomicLong());
        laneBytes = gauge("lanes.waiting." + BaseUnits.BYTES, new AtomicLong());
        accepted = counter("accepted");
        refused = counter("refused");
        framesIn = counter("frames");
        framesOut = counter("frames.sent");
        badFrames = counter("frames.bad");
        rateLimited = counter("frames.limited");
        pushes = counter("pushes");
        pushesDropped = counter("pushes.dropped");
        resyncs = counter("resyncs");
        requests = counter("requests");
        requestsRetried = counter("requests.retried");
        requestsGivenUp = counter("requests.given.up");
        registeredAgain = counter("registered.again");
        hellosWithoutToken = hellosRefused("token");
        hellosUnavailable = hellosRefused("unavailable");
        times = new MessageTimes(meters, traces, clock);
        for (Continuity continuity : Continuity.values()) {
            welcomes.put(
                    continuity,
                    Counter.builder("parley.socket.welcomes")
                            .tag("continuity", continuity.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        askedToLeave = counter("asked.to.leave");
        for (CloseCode code : CloseCode.values()) {
            closed.put(
                    code,
                    Counter.builder("parley.socket.closed")
                            .tag("code", Integer.toString(code.code()))
                            .register(meters));
        }
        limits = new Limits(meters);
    }

    /** How often bounds of {@link SocketSettings} were reached. */
    static final class Limits {
        final Counter connections;
        final Counter accepts;
        final Counter admissionOfAddress;
        final Counter admission;
        final Counter greetings;
        final Counter frames;
        final Counter flood;
        final Counter invitations;
        final Counter openRequests;
        final Counter badFrames;
        final Counter pushBytes;
        final Counter replyBytes;
        final Counter laneBytes;
        final Counter hubMailbox;
        final Counter requestTries;
        final Counter helloTimeout;
        final Counter frameBytes;
        final Counter goAway;
        final Counter leaving;

        Limits(MeterRegistry meters) {
            connections = limit(meters, "socket.listener.connections-max");
            accepts = limit(meters, "socket.listener.accepts-burst");
            admissionOfAddress = limit(meters, "socket.admission.per-address-burst");
            admission = limit(meters, "socket.admission.burst");
            greetings = limit(meters, "socket.admission.greetings-waiting-max");
            frames = limit(meters, "socket.traffic.frames-burst");
            flood = limit(meters, "socket.traffic.flood-burst");
            invitations = limit(meters, "socket.traffic.invitations-burst");
            openRequests = limit(meters, "socket.traffic.open-requests-max");
            badFrames = limit(meters, "socket.traffic.bad-frames-max");
            pushBytes = limit(meters, "socket.outbound.push-bytes-max");
            replyBytes = limit(meters, "socket.outbound.reply-bytes-max");
            laneBytes = limit(meters, "socket.outbound.lane-bytes-max");
            hubMailbox = limit(meters, "socket.hub-mailbox.bytes-max");
            requestTries = limit(meters, "socket.timing.request-tries");
            helloTimeout = limit(meters, "socket.timing.hello-timeout");
            frameBytes = limit(meters, "limits.frame-bytes-max");
            goAway = limit(meters, "socket.moves.go-away-per-second");
            leaving = limit(meters, "socket.moves.leaving-at-once");
        }

        private static Counter limit(MeterRegistry meters, String setting) {
            return LimitReached.counter(meters, "parley.gateway." + setting);
        }
    }

    private <N extends Number> N gauge(String name, N number) {
        return Objects.requireNonNull(meters.gauge("parley.socket." + name, number));
    }

    private Counter hellosRefused(String why) {
        return meters.counter("parley.socket.hellos.refused", "why", why);
    }

    /** Counts a client that was let in, by what it was told of what it has. */
    void welcomed(Continuity continuity) {
        Objects.requireNonNull(welcomes.get(continuity)).increment();
    }

    private Counter counter(String name) {
        return meters.counter("parley.socket." + name);
    }

    /** Counts that a connection was closed from this side, and the bound that was its reason. */
    void closed(CloseCode code) {
        Objects.requireNonNull(closed.get(code)).increment();
        switch (code) {
            case TOO_LARGE -> limits.frameBytes.increment();
            case BAD_FRAMES -> limits.badFrames.increment();
            case NO_HELLO -> limits.helloTimeout.increment();
            case FLOOD -> limits.flood.increment();
            case TOO_SLOW -> limits.replyBytes.increment();
            default -> {}
        }
    }

    /** Open sockets, handshakes included. */
    public int connections() {
        return open.get();
    }

    public long accepted() {
        return (long) accepted.count();
    }

    /** Handshakes that were turned away: too many, too fast, draining. */
    public long refused() {
        return (long) refused.count();
    }

    public long framesIn() {
        return (long) framesIn.count();
    }

    public long badFrames() {
        return (long) badFrames.count();
    }

    public long rateLimited() {
        return (long) rateLimited.count();
    }

    /** Pushes that slow clients did not get. */
    public long pushesDropped() {
        return (long) pushesDropped.count();
    }

    public long resyncs() {
        return (long) resyncs.count();
    }

    /** Requests told to the engine once more, for want of an answer. */
    public long requestsRetried() {
        return (long) requestsRetried.count();
    }

    /** Requests answered {@code unavailable} or {@code busy} in the end. */
    public long requestsGivenUp() {
        return (long) requestsGivenUp.count();
    }

    public long registeredAgain() {
        return (long) registeredAgain.count();
    }
}
