package parley.loadtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and with what something was measured; no name of the machine. */
final class Machine {

    private Machine() {}

    static ObjectNode describe() {
        return new ObjectMapper()
                .createObjectNode()
                .put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("memoryBytes", Proc.kilobytes(read("meminfo"), "MemTotal"))
                .put("kernel", read("sys/kernel/osrelease").trim())
                .put("java", Runtime.version().toString())
                .put("load1", Double.parseDouble(read("loadavg").split(" ", -1)[0]));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of("/proc", file));
        } catch (IOException e) {
            throw new BenchException("/proc/" + file + ": " + e, e);
        }
    }
}
