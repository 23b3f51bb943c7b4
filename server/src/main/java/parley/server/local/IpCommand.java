package parley.server.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs iproute2's {@code ip}, which needs root for everything that changes something. */
final class IpCommand {

    private record Result(int exitStatus, String output) {}

    private IpCommand() {}

    /** Says what this machine lacks for namespaces. */
    static void requireUsable() {
        if (!Files.isDirectory(Path.of("/proc/self/ns"))) {
            throw new ClusterFault("--isolate needs Linux", "leave it away");
        }
        if (Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .noneMatch(directory -> Files.isExecutable(Path.of(directory, "ip")))) {
            throw new ClusterFault("--isolate needs the command ip", "install iproute2, or leave it away");
        }
        if (!isRoot()) {
            throw new ClusterFault("--isolate makes network namespaces, which needs root", "run it with sudo");
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns what it prints; fails when it does. */
    static String run(String... arguments) {
        Result result = execute(arguments);
        if (result.exitStatus() != 0) {
            throw new ClusterFault(
                    "ip " + String.join(" ", arguments) + " failed",
                    result.output().strip().replace('\n', ' ') + "; --isolate needs root and a kernel with network"
                            + " namespaces, veth and bridges");
        }
        return result.output();
    }

    /** For what may be gone already. */
    static void tryRun(String... arguments) {
        execute(arguments);
    }

    private static Result execute(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new ClusterFault("cannot run ip", "install iproute2: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterFault("interrupted while ip ran", "run this again", e);
        }
    }
}
