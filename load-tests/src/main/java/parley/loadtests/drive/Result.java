package parley.loadtests.drive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/** What a run has shown, as it is written. */
public final class Result {

    private static final double NANOS = 1e9;

    private final ObjectNode json = new ObjectMapper().createObjectNode();
    private Verdict verdict = new Verdict.Builder().build();
    private final double warmUpSeconds;
    private long cpuNanos;
    private double cpuSeconds;

    Result(Options options) {
        warmUpSeconds = options.time("warm-up").toMillis() / 1e3;
        json.put("dialect", options.dialect()).put("workload", options.workload());
        ObjectNode given = json.putObject("options");
        options.given().forEach(given::put);
    }

    /** One line. */
    public ObjectNode json() {
        return json;
    }

    /** Whether it counts. */
    public Verdict verdict() {
        return verdict;
    }

    void connected(int sessions, double seconds) {
        json.put("sessions", sessions).put("connectSeconds", seconds);
    }

    void windowBegins() {
        json.put("warmUpSeconds", warmUpSeconds);
        json.put("windowFromEpochMs", System.currentTimeMillis());
        cpuNanos = processCpuNanos();
    }

    void windowEnds() {
        cpuSeconds = (processCpuNanos() - cpuNanos) / NANOS;
        json.put("windowToEpochMs", System.currentTimeMillis());
    }

    Result judge(Workload workload, Hub hub) {
        Window window = workload.window();
        double seconds = window.seconds();
        json.put("measuredSeconds", seconds);
        ObjectNode counts = json.putObject("counts");
        ObjectNode perSecond = json.putObject("perSecond");
        ObjectNode latencies = json.putObject("latencyMicros");
        for (Window.What what : Window.What.values()) {
            counts.put(what.counted(), window.count(what));
            perSecond.put(what.counted(), seconds == 0 ? 0 : window.count(what) / seconds);
            if (window.micros(what).getTotalCount() > 0) {
                put(latencies.putObject(what.timed()), window.micros(what));
            }
        }
        json.put("driverCpuSeconds", cpuSeconds).put("driverCpuShare", seconds == 0 ? 0 : cpuSeconds / seconds);
        ObjectNode events = json.putObject("events");
        hub.counts().forEach(events::put);
        Verdict.Builder found = new Verdict.Builder();
        workload.tell(found);
        verdict = found.build();
        ObjectNode judged = json.putObject("verdict").put("ok", verdict.isOk());
        verdict.found().forEach(judged::put);
        return this;
    }

    private static void put(ObjectNode into, Histogram micros) {
        into.put("count", micros.getTotalCount())
                .put("mean", micros.getMean())
                .put("p50", micros.getValueAtPercentile(50))
                .put("p90", micros.getValueAtPercentile(90))
                .put("p99", micros.getValueAtPercentile(99))
                .put("p999", micros.getValueAtPercentile(99.9))
                .put("max", micros.getMaxValue());
    }

    private static long processCpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
