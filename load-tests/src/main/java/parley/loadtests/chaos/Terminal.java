package parley.loadtests.chaos;

import java.io.PrintStream;

/** Tells people in a terminal what happens: lines that stay, and on a terminal one line that is written again. Thread-safe. */
final class Terminal {

    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean rewrites;
    private String status = "";

    /** @param rewrites whether {@code out} is a terminal; otherwise a status is a line like others */
    Terminal(PrintStream out, boolean rewrites) {
        this.out = out;
        this.rewrites = rewrites;
    }

    /** Whether the status stands on one line that is written again. */
    boolean rewrites() {
        return rewrites;
    }

    synchronized void say(String line) {
        if (rewrites) {
            out.print(ERASE);
        }
        out.println(line);
        if (rewrites) {
            out.print(status);
        }
        out.flush();
    }

    synchronized void status(String line) {
        status = line;
        if (rewrites) {
            out.print(ERASE + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** The last status stays where it is. */
    synchronized void end() {
        if (rewrites) {
            out.println();
            status = "";
        }
    }
}
