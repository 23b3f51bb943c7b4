package parley.loadtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The driver's own echo of WebSocket frames: what the driver and a socket cost when the server does nothing. */
final class EchoSubject implements Subject {

    private static final String ECHO = "parley.loadtests.drive.Echo";
    private static final int STARTED_WITHIN_S = 30;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Process process;
    private final int port;

    private EchoSubject(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static EchoSubject start() {
        try {
            int port = freePort();
            List<String> command = Commands.java(ECHO, List.of("-XX:+UseSerialGC"));
            command.add(port + "");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            EchoSubject subject = new EchoSubject(process, port);
            subject.awaitStarted();
            return subject;
        } catch (IOException e) {
            throw new BenchException("the echo: " + e, e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStarted() {
        long end = System.nanoTime() + Duration.ofSeconds(STARTED_WITHIN_S).toNanos();
        while (!isListening()) {
            if (System.nanoTime() - end > 0 || !process.isAlive()) {
                close();
                throw new BenchException("the echo did not start");
            }
            Commands.pause(LOOK_EVERY);
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public List<String> driverArguments(Workload workload) {
        return List.of("echo", workload.name(), "--ws", "ws://127.0.0.1:" + port + "/echo");
    }

    @Override
    public Map<String, String> driverEnvironment() {
        return Map.of();
    }

    @Override
    public Group server() {
        return new Group(List.of(process.pid()));
    }

    @Override
    public Group database() {
        return new Group(List.of());
    }

    @Override
    public double requestsToDatabase() {
        return 0;
    }

    @Override
    public ObjectNode settledMemory() {
        return new ObjectMapper().createObjectNode();
    }

    @Override
    public void forget() {
        // It leaves nothing.
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
