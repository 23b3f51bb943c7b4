package parley.loadtests.faults;

/**
 * The bounds of a {@link TcpProxy}.
 *
 * @param connectionsMax open at once; one more is reset as soon as it is accepted
 * @param bufferBytesMax held in each direction of each connection; also what can be on the way at once when there is latency
 * @param backlog connections that wait to be accepted
 */
public record ProxyLimits(int connectionsMax, int bufferBytesMax, int backlog) {

    public static final ProxyLimits DEFAULT = new ProxyLimits(8_000, 256 << 10, 1_024);

    public ProxyLimits {
        if (connectionsMax < 1 || bufferBytesMax < 1 || backlog < 1) {
            throw new IllegalArgumentException("a limit below 1");
        }
    }
}
