package parley.loadtests.storm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node's live heap: {@code jcmd PID GC.run}, then the sum of what {@code jcmd PID GC.heap_info} calls used in each generation. */
final class Heap {

    private static final Pattern GENERATION =
            Pattern.compile("(?:def new generation|tenured generation|garbage-first heap|PSYoungGen|ParOldGen)"
                    + "\\s+total \\d+K, used (\\d+)K");
    private static final int WITHIN_S = 30;

    private Heap() {}

    /** Collects garbage in a process on this machine, and returns how many kilobytes are left. */
    static long liveKb(long pid) {
        jcmd(pid, "GC.run");
        return usedKb(jcmd(pid, "GC.heap_info"));
    }

    static long usedKb(String heapInfo) {
        Matcher generation = GENERATION.matcher(heapInfo);
        long used = 0;
        while (generation.find()) {
            used += Long.parseLong(generation.group(1));
        }
        if (used == 0) {
            throw new StormException("no heap in: " + heapInfo);
        }
        return used;
    }

    private static String jcmd(long pid, String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new StormException("jcmd " + command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new StormException("jcmd " + command + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StormException("interrupted", e);
        }
    }
}
