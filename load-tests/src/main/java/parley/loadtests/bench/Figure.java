package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.ToDoubleFunction;

/**
 * A number that is taken from a run.
 *
 * @param must the ratio that is wanted at least, for people
 * @param aim the ratio that is hoped for
 */
record Figure(String title, ToDoubleFunction<JsonNode> of, String must, String aim) {

    static double acked(JsonNode result) {
        return result.path("driver").path("perSecond").path("acked").asDouble();
    }

    static double delivered(JsonNode result) {
        return result.path("driver").path("perSecond").path("delivered").asDouble();
    }

    static double resumed(JsonNode result) {
        return result.path("driver").path("perSecond").path("resumed").asDouble();
    }

    /** What is both acked and delivered, a second. */
    static double done(JsonNode result) {
        return Math.min(acked(result), delivered(result));
    }

    static double latencyMillis(JsonNode result, String of, String percentile) {
        return result.path("driver")
                        .path("latencyMicros")
                        .path(of)
                        .path(percentile)
                        .asDouble()
                / 1000;
    }

    /** Of the server and its database, in microseconds. */
    static double cpuMicros(JsonNode result) {
        return (result.path("server").path("cpuSeconds").asDouble()
                        + result.path("database").path("cpuSeconds").asDouble())
                * 1e6;
    }

    static double cpuMicrosPerMessage(JsonNode result) {
        return cpuMicros(result) / count(result, "acked");
    }

    static double cpuMicrosPerDelivery(JsonNode result) {
        return cpuMicros(result) / count(result, "delivered");
    }

    static double count(JsonNode result, String of) {
        return result.path("driver").path("counts").path(of).asDouble();
    }

    /** What the server's own accounts say, and the kernel's half of the sockets: the other half is the driver's. */
    static double liveBytes(JsonNode step) {
        return step.path("live").asDouble() + step.path("nonHeap").asDouble() + socketBytes(step);
    }

    static double socketBytes(JsonNode step) {
        return step.path("socketSlab").asDouble() / 2;
    }
}
