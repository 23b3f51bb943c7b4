package parley.gateway.ws;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decides who gets in before anybody is known: a bucket for the node and one for each address (for IPv6 each /64, since that is
 * what one customer has), for handshakes and for hellos. It remembers a bounded number of addresses, those heard of last.
 * Thread-safe.
 */
final class Admission {

    private static final int IPV6_NETWORK_BYTES = 8;

    private final Supplier<SocketSettings.Admission> live;
    private final LongSupplier nanoTime;
    private final SocketCounters counters;
    private final Map<ByteBuffer, TokenBucket> byAddress;
    private SocketSettings.Admission settings;
    private TokenBucket everybody;

    /** {@code live}: when something is changed, all begin with full buckets. */
    Admission(Supplier<SocketSettings.Admission> live, LongSupplier nanoTime, SocketCounters counters) {
        this.live = live;
        this.settings = live.get();
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.everybody = new TokenBucket(settings.perSecond(), settings.burst(), nanoTime.getAsLong());
        this.byAddress = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, TokenBucket> eldest) {
                return size() > settings.addressesMax();
            }
        };
    }

    /** 0 to come in, otherwise after how many milliseconds to try again. */
    synchronized long retryAfterMs(InetAddress address) {
        long now = nanoTime.getAsLong();
        SocketSettings.Admission asked = live.get();
        if (!asked.equals(settings)) {
            settings = asked;
            everybody = new TokenBucket(asked.perSecond(), asked.burst(), now);
            byAddress.clear();
        }
        TokenBucket own = byAddress.computeIfAbsent(
                network(address),
                key -> new TokenBucket(settings.perAddressPerSecond(), settings.perAddressBurst(), now));
        if (!own.tryTake(now)) {
            counters.limits.admissionOfAddress.increment();
            return own.retryAfterMs(now);
        }
        if (!everybody.tryTake(now)) {
            counters.limits.admission.increment();
            return everybody.retryAfterMs(now);
        }
        return 0;
    }

    private static ByteBuffer network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }
}
