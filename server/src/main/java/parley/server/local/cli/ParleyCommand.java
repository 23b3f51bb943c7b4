package parley.server.local.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import parley.server.local.ClusterFault;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The verbs of {@code ./parley} that need Java. Every failure is one line on standard error and exit status 1; a misspelt option is exit status 2.
 */
@Command(
        name = "parley",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            RollCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            DoctorCommand.class,
            SetCommand.class,
            StatusCommand.class,
            VersionCommand.class
        })
public final class ParleyCommand {

    private ParleyCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ParleyCommand())
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, errors()))
                .setParameterExceptionHandler((failure, args) -> {
                    errors().println("parley: " + failure.getMessage() + ": see ./parley help");
                    return CommandLine.ExitCode.USAGE;
                });
    }

    /** What a person can mend is told in one line; so is a bug, with what a developer needs in a file. */
    static int explain(Exception failure, PrintStream errors) {
        if (failure instanceof ClusterFault) {
            errors.println("parley: " + failure.getMessage());
        } else {
            String what = failure.toString().lines().findFirst().orElse("unknown");
            errors.println("parley: a bug: " + what + ": please report it with " + traceFile(failure));
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String traceFile(Exception failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        try {
            return Files.writeString(Files.createTempFile("parley-", ".log"), trace.toString())
                    .toString();
        } catch (IOException e) {
            return "its stack trace, which cannot be written (" + e + ")";
        }
    }

    private static PrintStream errors() {
        return new PrintStream(System.err, true, StandardCharsets.UTF_8);
    }

    static void say(String line) {
        System.out.println("parley: " + line);
    }
}
