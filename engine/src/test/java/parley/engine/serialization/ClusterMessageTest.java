package parley.engine.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import akka.serialization.jackson.JacksonCborSerializer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.engine.ClusterMessage;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.MessageKey;

/** What travels between nodes, through the serializers that the engine's reference.conf binds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterMessageTest {

    private ActorTestKit testKit;
    private Serialization serialization;
    private ReplyTo to;

    @BeforeAll
    void startSystem() {
        testKit = ActorTestKit.create("cluster-messages", ConfigFactory.load());
        serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
        to = new ReplyTo(testKit.createTestProbe(HubProtocol.Message.class).ref(), 1L << 40, 7);
    }

    @AfterAll
    void stopSystem() {
        testKit.shutdownTestKit();
    }

    Stream<ClusterMessage> messages() {
        return ClusterMessages.samples(testKit).stream();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void travelsBetweenNodes(ClusterMessage message) throws NotSerializableException {
        assertThat(sent(message)).usingRecursiveComparison().isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u2028", "x\ud800y", "\udc00", "\udf39\ud83c", "a\ud800"})
    void anyTextTravels(String text) throws NotSerializableException {
        ChatCommand command = new ChatCommand.Post(ANN, new MessageKey("k"), 0, text);
        assertThat(sent(new ChatProtocol.Execute(command, to))).isEqualTo(new ChatProtocol.Execute(command, to));
    }

    private Object sent(ClusterMessage message) throws NotSerializableException {
        var serializer = serialization.findSerializerFor(message);
        assertThat(serializer).isInstanceOf(JacksonCborSerializer.class);
        byte[] bytes = serialization.serialize(message).get();
        return serialization
                .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();
    }

    @Test
    void noProtocolHasAMessageThatIsNotTried() {
        Set<String> tried =
                messages().map(message -> message.getClass().getName()).collect(Collectors.toSet());
        Set<String> declared = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("parley.engine").stream()
                        .filter(type -> type.isAssignableTo(ClusterMessage.class))
                        .filter(type -> !type.isInterface())
                        .filter(ClusterMessageTest::isOfAProtocol)
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
        assertThat(tried).isEqualTo(declared).hasSizeGreaterThan(30);
    }

    private static boolean isOfAProtocol(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> outer.getSimpleName().endsWith("Protocol"))
                .orElse(!type.getModifiers().contains(JavaModifier.ABSTRACT));
    }
}
