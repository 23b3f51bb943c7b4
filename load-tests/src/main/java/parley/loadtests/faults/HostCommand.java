package parley.loadtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a short command of this machine to its end. */
final class HostCommand {

    private record Result(int exitStatus, String output) {}

    private HostCommand() {}

    /** @throws IllegalStateException with what it said, if it fails */
    static void run(String... command) {
        Result result = execute(command);
        if (result.exitStatus() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " failed: " + result.output().strip());
        }
    }

    /** Whether it succeeded. For what may be undone already. */
    static boolean tryRun(String... command) {
        return execute(command).exitStatus() == 0;
    }

    private static Result execute(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while this ran: " + String.join(" ", command), e);
        }
    }
}
