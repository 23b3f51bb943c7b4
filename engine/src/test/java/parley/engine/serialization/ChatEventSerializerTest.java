package parley.engine.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CY;
import static parley.engine.fakes.Given.key;

import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatKind;

/** Golden files are added with an event's first release and never edited. */
class ChatEventSerializerTest {

    private static final Map<String, ChatEvent> EVENTS = new TreeMap<>(Map.of(
            "chat.created.v1",
                    new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN, BOB), key("018f-1"), AT),
            "chat.posted.v1", new ChatEvent.Posted(ANN, key("018f-2"), "Good \"morrow\",\nцёза 🌹 \u0001", AT),
            "chat.members-added.v1", new ChatEvent.MembersAdded(BOB, key("018f-3"), List.of(CY), AT),
            "chat.member-removed.v1", new ChatEvent.MemberRemoved(ANN, key("018f-4"), CY, AT),
            "chat.member-left.v1", new ChatEvent.MemberLeft(BOB, key("018f-5"), AT),
            "chat.renamed.v1", new ChatEvent.Renamed(ANN, key("018f-6"), "Mantua", AT),
            "chat.opened.v1", new ChatEvent.Opened(AT)));

    private final ChatEventSerializer serializer = new ChatEventSerializer();

    static List<String> manifests() {
        return List.copyOf(EVENTS.keySet());
    }

    @Test
    void everyEventHasAManifestAndAGoldenFile() {
        assertThat(ChatEventSerializer.MANIFESTS.values())
                .containsExactlyInAnyOrder(asEvents(ChatEvent.class.getPermittedSubclasses()));
        assertThat(ChatEventSerializer.MANIFESTS.keySet()).isEqualTo(EVENTS.keySet());
        EVENTS.forEach((manifest, event) ->
                assertThat(ChatEventSerializer.MANIFESTS.get(manifest)).isEqualTo(event.getClass()));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void writesTheGoldenFile(String manifest) throws IOException {
        ChatEvent event = EVENTS.get(manifest);
        assertThat(serializer.manifest(event)).isEqualTo(manifest);
        assertThat(text(serializer.toBinary(event))).isEqualTo(text(golden(manifest)));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void readsTheGoldenFile(String manifest) throws IOException {
        assertThat(serializer.fromBinary(golden(manifest), manifest)).isEqualTo(EVENTS.get(manifest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u2028", "x\ud800y", "\udc00", "\udf39\ud83c", "\"\\/<>"})
    void storesAnyText(String text) throws IOException {
        ChatEvent posted = new ChatEvent.Posted(ANN, key("k"), text, AT);
        assertThat(serializer.fromBinary(serializer.toBinary(posted), "chat.posted.v1"))
                .isEqualTo(posted);
    }

    @Test
    void ignoresFieldsOfLaterVersions() throws IOException {
        byte[] later = "{\"by\":\"default/u_ann\",\"key\":\"k\",\"text\":\"t\",\"at\":5,\"mood\":{\"of\":[\"a\"]}}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(serializer.fromBinary(later, "chat.posted.v1"))
                .isEqualTo(new ChatEvent.Posted(ANN, key("k"), "t", 5));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        byte[] object = "{}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> serializer.fromBinary(object, "chat.posted.v9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("chat.posted.v9");
        assertThatThrownBy(() -> serializer.fromBinary("[".getBytes(StandardCharsets.UTF_8), "chat.posted.v1"))
                .isInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> serializer.manifest("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsItsIdentifier() {
        assertThat(serializer.identifier()).isEqualTo(7_701);
    }

    @SuppressWarnings("unchecked") // permitted subclasses of an interface implement it
    private static Class<? extends ChatEvent>[] asEvents(Class<?>[] classes) {
        return (Class<? extends ChatEvent>[]) classes;
    }

    private static byte[] golden(String manifest) throws IOException {
        String path = "/golden/chat-event/" + manifest + ".json";
        try (InputStream file = ChatEventSerializerTest.class.getResourceAsStream(path)) {
            assertThat(file).as(path).isNotNull();
            return file.readAllBytes();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
