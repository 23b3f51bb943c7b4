package parley.server.local;

import java.util.Locale;

/**
 * What {@code ./parley doctor} found when it looked at one thing.
 *
 * @param check what was looked at; {@code docs/operations.md} lists them
 * @param remedy what to do; empty when nothing is wrong
 */
public record Finding(String check, Severity severity, String says, String remedy) {

    /** How bad it is. With a warning or an error the deployment is not well. */
    public enum Severity {
        OK,
        NOTE,
        WARNING,
        ERROR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String says) {
        return new Finding(check, Severity.OK, says, "");
    }

    static Finding note(String check, String says, String remedy) {
        return new Finding(check, Severity.NOTE, says, remedy);
    }

    static Finding warning(String check, String says, String remedy) {
        return new Finding(check, Severity.WARNING, says, remedy);
    }

    static Finding error(String check, String says, String remedy) {
        return new Finding(check, Severity.ERROR, says, remedy);
    }

    static Finding error(String check, ClusterFault fault) {
        return error(check, fault.problem(), fault.wayOut());
    }

    boolean isWrong() {
        return severity.compareTo(Severity.WARNING) >= 0;
    }
}
