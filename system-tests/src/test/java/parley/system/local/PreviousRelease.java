package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The release that the file {@code previous-release} names, built with the Maven, the local repository and the network of this build. */
final class PreviousRelease {

    private static final Path SCRIPT = Path.of("..", "scripts", "previous-release.sh");
    private static final int BUILT_WITHIN_MIN = 10;

    private PreviousRelease() {}

    /** The directory of its distribution, built if it is not there yet. */
    static Path distribution() throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(SCRIPT.toAbsolutePath().normalize().toString()));
        command.addAll(mavenOptions());
        Path said = Files.createTempFile("previous-release", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(said.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(BUILT_WITHIN_MIN, TimeUnit.MINUTES))
                .as("ends")
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Path.of(printed.strip()).toRealPath();
    }

    /** What failsafe was told of the build that it is part of; nothing in an IDE. */
    private static List<String> mavenOptions() {
        List<String> options = new ArrayList<>();
        String repository = System.getProperty("parley.maven.repository", "");
        if (!repository.isEmpty()) {
            options.add("-Dmaven.repo.local=" + repository);
        }
        String settings = System.getProperty("parley.maven.settings", "");
        if (!settings.isEmpty() && Files.exists(Path.of(settings))) {
            options.addAll(List.of("--settings", settings));
        }
        if (System.getProperty("parley.maven.network", "").equals("offline=true")) {
            options.add("--offline");
        }
        return options;
    }
}
