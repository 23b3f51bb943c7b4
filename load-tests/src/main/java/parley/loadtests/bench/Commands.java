package parley.loadtests.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Other programs, and what they answer. */
final class Commands {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** Registering users takes longest. */
    private static final Duration ENDED_WITHIN = Duration.ofMinutes(10);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    private Commands() {}

    /** Runs it to its end, or for ten minutes, and returns what it says on its standard output; what it says elsewhere is for people. */
    static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CompletableFuture<Void> late = new CompletableFuture<Void>()
                    .completeOnTimeout(null, ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .thenRun(process::destroyForcibly);
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            late.cancel(false);
            if (status != 0) {
                throw new BenchException(String.join(" ", command) + " ended with " + status + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new BenchException(String.join(" ", command) + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** The command line of another program of this class path. */
    static List<String> java(Class<?> main, List<String> jvmOptions) {
        return java(main.getName(), jvmOptions);
    }

    static List<String> java(String main, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        // Or what it logs would be among what it says, and would be counted as work.
        command.add("-Dlogback.configurationFile=parley/loadtests/demo/logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    static String jcmd(long pid, String what) {
        return output(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), what));
    }

    static String get(String url) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new BenchException(url + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new BenchException(url + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("not deleted: " + folder);
        }
    }
}
