package parley.system.planted;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One delivery of so many never leaves the session. */
final class DeliveryDropped implements Bug {

    /** A system property of the node: of how many one is dropped. */
    static final String EVERY = "planted.delivery-dropped.every";

    private final long every = Long.getLong(EVERY, 10_000);
    private final AtomicLong deliveries = new AtomicLong();

    @Override
    public @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        String frame = new String((byte[]) Parts.of(arguments[0], "frame"), StandardCharsets.UTF_8);
        if (!Entries.isEntries(frame) || deliveries.incrementAndGet() % every != 0) {
            return null;
        }
        Switch.fired(Entries.seqs(frame));
        return self;
    }
}
