package parley.server.local.cli;

import java.util.concurrent.Callable;
import parley.server.BuildInfo;
import picocli.CommandLine.Command;

/** {@code version}: what this build is made of. */
@Command(name = "version", description = "show versions")
final class VersionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        BuildInfo.load().versions().forEach((name, version) -> System.out.println(name + " " + version));
        return 0;
    }
}
