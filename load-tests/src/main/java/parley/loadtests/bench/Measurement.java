package parley.loadtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import parley.loadtests.bench.Proc.Usage;

/** One run of the driver against a subject, with what the subject used within the measured window. */
final class Measurement {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DRIVER = "parley.loadtests.drive.Drive";
    private static final List<String> DRIVER_JVM = List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:-UsePerfData");
    private static final int LAST_LINES = 5;
    /** While memory is settled the processor works for that, so idle processor time is counted before. */
    private static final double IDLE_COUNTED = 0.5;

    private final Subject subject;
    private final Workload workload;
    private final Proc proc = Proc.here();
    private final ObjectNode result = JSON.createObjectNode();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private Usage server = Usage.NONE;
    private Usage database = Usage.NONE;
    private double requests;
    private long diskBytes;

    private Measurement(Subject subject, Workload workload) {
        this.subject = subject;
        this.workload = workload;
    }

    /** Runs to the end; whether it counts is for the reader of {@link #counts} to say. */
    static ObjectNode of(Subject subject, Workload workload) {
        return new Measurement(subject, workload).run();
    }

    /** Nothing was lost, doubled or out of order. */
    static boolean counts(JsonNode result) {
        return result.path("driver").path("verdict").path("ok").asBoolean();
    }

    private ObjectNode run() {
        result.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        result.put("spinBeforeMs", Spin.millis());
        try {
            Path out = Files.createTempFile("parley-drive-", ".json");
            drive(out);
            result.set("driver", JSON.readTree(Files.readString(out)));
            Files.delete(out);
        } catch (IOException e) {
            throw new BenchException("the driver: " + e, e);
        }
        result.put("spinAfterMs", Spin.millis());
        return result;
    }

    private void drive(Path out) throws IOException {
        List<String> command = Commands.java(DRIVER, DRIVER_JVM);
        command.addAll(subject.driverArguments(workload));
        command.addAll(workload.arguments());
        command.addAll(List.of("--out", out.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(subject.driverEnvironment());
        Process driver = builder.start();
        Thread hook = new Thread(driver::destroyForcibly, "driver-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        CompletableFuture<Void> late = new CompletableFuture<Void>()
                .completeOnTimeout(null, workload.within().toSeconds(), TimeUnit.SECONDS)
                .thenRun(driver::destroyForcibly);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(driver.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line);
            }
            int status = driver.waitFor();
            if (status > 1) {
                throw new BenchException("the driver ended with " + status + ": " + String.join(" | ", lastLines));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } finally {
            late.cancel(false);
            driver.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void heard(String line) {
        lastLines.add(line);
        if (lastLines.size() > LAST_LINES) {
            lastLines.remove();
        }
        String[] words = line.split(" ", -1);
        if (line.startsWith("drive: measuring")) {
            begin();
        } else if (line.startsWith("drive: measured")) {
            end();
        } else if (line.startsWith("drive: held")) {
            held(Integer.parseInt(words[2]));
        }
    }

    private void begin() {
        requests = subject.requestsToDatabase();
        diskBytes = proc.diskWrittenBytes();
        server = subject.server().usage(proc);
        database = subject.database().usage(proc);
    }

    private void end() {
        result.set("server", json(subject.server().usage(proc).since(server)));
        result.set("database", json(subject.database().usage(proc).since(database)));
        result.put("diskBytes", proc.diskWrittenBytes() - diskBytes);
        result.put("requests", subject.requestsToDatabase() - requests);
    }

    /** Within the time that the driver holds the sessions: first what they cost the processor, then what they hold. */
    private void held(int sessions) {
        begin();
        Duration counted = Duration.ofMillis(
                (long) (Workload.seconds(workload.option("hold")).toMillis() * IDLE_COUNTED));
        Commands.pause(counted);
        Usage used = subject.server().usage(proc).since(server);
        ArrayNode idle = result.withArrayProperty("idle");
        ObjectNode step = idle.addObject().put("sessions", sessions);
        step.put("cpuSecondsPerSecond", used.cpuSeconds() / (counted.toMillis() / 1000.0));
        step.setAll(subject.settledMemory());
        Proc.Memory memory = subject.server().memory(proc);
        step.put("pss", memory.pssBytes());
        step.put("rss", memory.rssBytes());
        step.put("socketSlab", proc.socketSlabBytes());
    }

    private static ObjectNode json(Usage usage) {
        return JSON.createObjectNode()
                .put("cpuSeconds", usage.cpuSeconds())
                .put("writtenBytes", usage.writtenBytes())
                .put("switches", usage.switches());
    }

    /** The slope of something over the steps of an idle run, a session. */
    static double slope(JsonNode result, ToDoubleFunction<JsonNode> of) {
        List<JsonNode> steps = new ArrayList<>();
        result.path("idle").forEach(steps::add);
        return Statistics.slope(
                steps.stream()
                        .mapToDouble(step -> step.path("sessions").asDouble())
                        .toArray(),
                steps.stream().mapToDouble(of).toArray());
    }
}
