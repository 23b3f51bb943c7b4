package parley.system.local;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.typesafe.config.ConfigFactory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.ClusterMessage;
import parley.engine.serialization.ClusterMessages;

/**
 * Every message between nodes, also those that a short run does not need, in both directions: what this release writes the previous one
 * reads, and what that writes of it this one reads. A field may be new; one that the other knows may not go, change or be called otherwise.
 */
class MessagesBetweenReleasesIT {

    private static final CBORMapper CBOR = new CBORMapper();

    private ActorTestKit testKit;
    private Serialization serialization;
    private Path previous;

    @BeforeEach
    void start() throws Exception {
        previous = PreviousRelease.distribution();
        testKit = ActorTestKit.create(Echo.SYSTEM, ConfigFactory.defaultReference());
        serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
    }

    @AfterEach
    void stop() {
        if (testKit != null) {
            testKit.shutdownTestKit();
        }
    }

    @Test
    void previousReleaseReadsAndWritesEveryMessage() throws Exception {
        List<String> wrong = new ArrayList<>();
        Process node = echo();
        try (var out = new DataOutputStream(node.getOutputStream());
                var in = new DataInputStream(node.getInputStream())) {
            for (ClusterMessage message : ClusterMessages.samples(testKit)) {
                Echo.Wire written = Echo.Wire.of(message, serialization);
                written.write(out);
                String failure = in.readUTF();
                if (failure.isEmpty()) {
                    compare(written, Echo.Wire.read(in), wrong);
                } else {
                    wrong.add("the previous release cannot read " + message + ": " + failure);
                }
            }
        } finally {
            node.destroy();
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void noMessageOfThePreviousReleaseIsGone() throws IOException {
        List<String> known = ClusterMessages.samples(testKit).stream()
                .map(message -> message.getClass().getName())
                .distinct()
                .toList();

        assertThat(messagesOfThePrevious()).hasSizeGreaterThan(30).isSubsetOf(known);
    }

    private void compare(Echo.Wire written, Echo.Wire echoed, List<String> wrong) throws IOException {
        if (!echoed.manifest().equals(written.manifest()) || echoed.serializer() != written.serializer()) {
            wrong.add(written.manifest() + " comes back as " + echoed.manifest());
        }
        differences(written.manifest(), CBOR.readTree(echoed.bytes()), CBOR.readTree(written.bytes()), wrong);
        try {
            echoed.message(serialization);
        } catch (RuntimeException | NotSerializableException e) {
            wrong.add("cannot be read as the previous release writes it: " + written.manifest() + ": " + e);
        }
    }

    /** Whatever the other release says must be what was said to it; what it leaves out it does not know. */
    private static void differences(String where, JsonNode theirs, JsonNode ours, List<String> wrong) {
        if (theirs.isObject() && ours.isObject()) {
            theirs.properties().forEach(field -> {
                String there = where + "." + field.getKey();
                if (ours.has(field.getKey())) {
                    differences(there, field.getValue(), ours.get(field.getKey()), wrong);
                } else {
                    wrong.add(there + " is not written any more, and the previous release has it");
                }
            });
        } else if (theirs.isArray() && ours.isArray() && theirs.size() == ours.size()) {
            for (int i = 0; i < ours.size(); i++) {
                differences(where + "[" + i + "]", theirs.get(i), ours.get(i), wrong);
            }
        } else if (!theirs.equals(ours)) {
            wrong.add(where + " is " + ours + " and the previous release takes it for " + theirs);
        }
    }

    private List<String> messagesOfThePrevious() throws IOException {
        try (Stream<Path> jars = Files.list(previous.resolve("lib"))) {
            Path engine = jars.filter(jar -> jar.getFileName().toString().startsWith("engine-"))
                    .findFirst()
                    .orElseThrow();
            try (JarFile jar = new JarFile(engine.toFile())) {
                return new ClassFileImporter()
                        .importJar(jar).stream()
                                .filter(type -> type.isAssignableTo(ClusterMessage.class.getName()))
                                .filter(type -> !type.isInterface())
                                .filter(MessagesBetweenReleasesIT::isOfAProtocol)
                                .map(JavaClass::getName)
                                .collect(Collectors.toList());
            }
        }
    }

    /** The others are what actors say to themselves. */
    private static boolean isOfAProtocol(JavaClass type) {
        return type.getName().contains("Protocol$");
    }

    private Process echo() throws IOException, URISyntaxException {
        Path tests = Path.of(
                Echo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=logback-cli.xml",
                        "-cp",
                        previous.resolve("lib") + "/*:" + tests,
                        Echo.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
