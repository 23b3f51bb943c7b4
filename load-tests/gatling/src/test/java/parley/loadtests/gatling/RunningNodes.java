package parley.loadtests.gatling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import parley.loadtests.storm.Target;

/** Finds nodes that run already: those that were named, or else those that {@code ./parley up} started here. */
final class RunningNodes {

    private final LoadOptions options;
    private final String serviceKey = System.getenv().getOrDefault(Settings.SERVICE_KEY, "");

    RunningNodes(LoadOptions options) {
        this.options = options;
    }

    /** Nobody, where nodes have to be started. */
    Optional<Target> find() throws IOException {
        if (!options.targets().isEmpty()) {
            return Optional.of(new Target(
                    options.targets().stream()
                            .map(http -> new Target.Node(http, "", 0))
                            .toList(),
                    serviceKey));
        }
        List<Target.Node> here = here();
        if (here.isEmpty()) {
            return Optional.empty();
        }
        if (serviceKey.isEmpty()) {
            System.out.println(
                    "Parley runs here, but without PARLEY_SERVICE_KEY no users can be made there. (To use it, start it and this with"
                            + " the same key of 32 characters or more.)");
            return Optional.empty();
        }
        System.out.println("Parley runs here: using it.");
        return Optional.of(new Target(here, serviceKey));
    }

    private List<Target.Node> here() throws IOException {
        if (options.parley().isEmpty()) {
            throw new IllegalArgumentException("--target is missing");
        }
        Process status = new ProcessBuilder(options.parley(), "status", "--json")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(status.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.stripLeading().startsWith("{") ? Target.nodesOf(Frames.read(said)) : List.of();
    }
}
