package parley.engine.fanout;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import parley.engine.fanout.FanOut.FanOutSettings;
import parley.engine.id.UserId;
import parley.engine.limit.LimitReached;

/** Sent, and not answered yet. Bounded by count, bytes and tries. Confined to the node's {@link FanOut}. */
final class Unanswered {

    /** Sends under this id, each time it is called. */
    interface Sender {
        void send(long id);
    }

    private static final class Sent {
        private final List<UserId> users;
        private final long bytes;
        private final Sender sender;
        private int tries = 1;
        private boolean fresh = true;

        Sent(List<UserId> users, long bytes, Sender sender) {
            this.users = users;
            this.bytes = bytes;
            this.sender = sender;
        }
    }

    private final FanOutSettings settings;
    private final Counter countReached;
    private final Counter bytesReached;
    private final Counter triesReached;
    private final Map<Long, Sent> byId = new LinkedHashMap<>();
    /** These two are read by whoever reads the metrics. */
    private final AtomicInteger count;

    private final AtomicLong bytes;
    private long lastId;

    Unanswered(FanOutSettings settings, MeterRegistry meters) {
        this.settings = settings;
        countReached = LimitReached.counter(meters, "parley.engine.fan-out.unanswered-max");
        bytesReached = LimitReached.counter(meters, "parley.engine.fan-out.unanswered-bytes-max");
        triesReached = LimitReached.counter(meters, "parley.engine.fan-out.tries-max");
        count = requireNonNull(meters.gauge("parley.fanout.unanswered.envelopes", new AtomicInteger()));
        bytes = requireNonNull(meters.gauge("parley.fanout.unanswered.bytes", new AtomicLong()));
    }

    /** Sends once in any case; false when there is no room to remember it, so that it will not be sent again. */
    boolean send(List<UserId> users, byte[] frame, Sender sender) {
        long id = ++lastId;
        sender.send(id);
        if (byId.size() >= settings.unansweredMax()) {
            countReached.increment();
            return false;
        }
        if (bytes.get() + frame.length > settings.unansweredBytesMax()) {
            bytesReached.increment();
            return false;
        }
        bytes.addAndGet(frame.length);
        byId.put(id, new Sent(users, frame.length, sender));
        count.set(byId.size());
        return true;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    void answered(long id) {
        Sent sent = byId.remove(id);
        if (sent != null) {
            bytes.addAndGet(-sent.bytes);
            count.set(byId.size());
        }
    }

    /** Sends again what has waited for a whole interval; returns for whom was given up. Called once an interval. */
    List<List<UserId>> resend() {
        List<List<UserId>> givenUp = new ArrayList<>();
        Iterator<Map.Entry<Long, Sent>> iterator = byId.entrySet().iterator();
        while (iterator.hasNext()) {
            Map.Entry<Long, Sent> entry = iterator.next();
            Sent sent = entry.getValue();
            if (sent.fresh) {
                sent.fresh = false;
            } else if (sent.tries >= settings.triesMax()) {
                triesReached.increment();
                givenUp.add(sent.users);
                bytes.addAndGet(-sent.bytes);
                iterator.remove();
            } else {
                sent.tries++;
                sent.sender.send(entry.getKey());
            }
        }
        count.set(byId.size());
        return givenUp;
    }
}
