package parley.server.local.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import parley.server.local.ClusterFault;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The verbs of {@code ./parley} that need Java. Every failure that a person can mend is one line on standard error and exit status 1;
 * a misspelt option is exit status 2.
 */
@Command(
        name = "parley",
        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, VersionCommand.class})
public final class ParleyCommand {

    private ParleyCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ParleyCommand())
                .setExecutionExceptionHandler(ParleyCommand::explain)
                .setParameterExceptionHandler((failure, args) -> {
                    errors().println("parley: " + failure.getMessage() + ": see ./parley help");
                    return CommandLine.ExitCode.USAGE;
                });
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof ClusterFault) {
            errors().println("parley: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }

    private static PrintStream errors() {
        return new PrintStream(System.err, true, StandardCharsets.UTF_8);
    }

    static void say(String line) {
        System.out.println("parley: " + line);
    }
}
