package parley.loadtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ejabberd with PostgreSQL, as {@code scripts/peer.sh} starts both. */
final class EjabberdSubject implements Subject {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "http://127.0.0.1:5280/api";
    /** Erlang writes down once a second what it holds. */
    private static final Duration WRITTEN_DOWN = Duration.ofSeconds(3);

    private final String script;
    private final Path data;
    private final Thread hook = new Thread(this::stop, "peer-stop");
    private final Map<String, String> said = new HashMap<>();
    private boolean kept = true;

    private EjabberdSubject(String script, Path data) {
        this.script = script;
        this.data = data;
    }

    /** @param fsync whether PostgreSQL waits for the disk: {@code on} or {@code off} */
    static EjabberdSubject start(String script, String fsync, int users) {
        EjabberdSubject subject;
        try {
            subject = new EjabberdSubject(script, Files.createTempDirectory("parley-peer-"));
        } catch (IOException e) {
            throw new BenchException("no room for a peer: " + e, e);
        }
        Runtime.getRuntime().addShutdownHook(subject.hook);
        subject.script("start", "--users", users + "", "--fsync", fsync).lines().forEach(line -> {
            int equals = line.indexOf('=');
            subject.said.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return subject;
    }

    @Override
    public List<String> driverArguments(Workload workload) {
        return List.of("xmpp", workload.name(), "--ws", said("url"));
    }

    @Override
    public Map<String, String> driverEnvironment() {
        return Map.of();
    }

    @Override
    public Group server() {
        return new Group(List.of(Long.valueOf(said("ejabberd"))));
    }

    @Override
    public Group database() {
        return new Group(List.of(Long.valueOf(said("postgresql"))));
    }

    @Override
    public double requestsToDatabase() {
        return 0;
    }

    @Override
    public ObjectNode settledMemory() {
        String unused = Commands.get(API + "/gc");
        Commands.pause(WRITTEN_DOWN);
        try {
            double live = Double.parseDouble(Files.readString(data.resolve("ejabberd/memory")));
            return JSON.createObjectNode().put("live", live).put("nonHeap", 0.0);
        } catch (IOException e) {
            throw new BenchException("ejabberd does not say what it holds: " + e, e);
        }
    }

    @Override
    public void forget() {
        kept = false;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (kept) {
            System.err.println("data and logs of the peer: " + data);
        } else {
            Commands.delete(data);
        }
    }

    private void stop() {
        String unused = script("stop");
    }

    private String script(String verb, String... options) {
        List<String> command = new ArrayList<>(List.of(script, verb, "--data", data.toString()));
        command.addAll(List.of(options));
        return Commands.output(command);
    }

    private String said(String name) {
        String value = said.get(name);
        if (value == null) {
            throw new BenchException(script + " start did not say " + name);
        }
        return value;
    }
}
