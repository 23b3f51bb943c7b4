package parley.engine.chat;

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
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatLimits;
import parley.engine.chat.domain.ChatState;
import parley.engine.journal.Epoch;

class ChatSnapshotSerializerTest {

    private final ChatSnapshotSerializer serializer = new ChatSnapshotSerializer();

    /** Two keys are remembered, one is forgotten. */
    private static ChatLogState state() {
        ChatLimits limits = new ChatLimits(10, 2, 10);
        ChatState chat = ChatState.EMPTY
                .evolve(
                        new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN, BOB, CY), key("k1"), AT),
                        limits)
                .evolve(new ChatEvent.Posted(BOB, key("k2"), "But soft", AT + 1), limits)
                .evolve(new ChatEvent.MemberLeft(CY, key("k3"), AT + 2), limits);
        return new ChatLogState(chat, Epoch.of(3, 1));
    }

    @Test
    void writesTheGoldenFile() throws IOException {
        assertThat(serializer.manifest(state())).isEqualTo("chat.snapshot.v1");
        assertThat(new String(serializer.toBinary(state()), StandardCharsets.UTF_8))
                .isEqualTo(new String(golden(), StandardCharsets.UTF_8));
    }

    @Test
    void readsTheGoldenFile() throws IOException {
        assertThat(serializer.fromBinary(golden(), "chat.snapshot.v1")).isEqualTo(state());
    }

    @Test
    void readsBackTheEmptyState() throws IOException {
        assertThat(serializer.fromBinary(serializer.toBinary(ChatLogState.EMPTY), "chat.snapshot.v1"))
                .isEqualTo(ChatLogState.EMPTY);
    }

    @Test
    void holdsNoMessages() {
        assertThat(new String(serializer.toBinary(state()), StandardCharsets.UTF_8))
                .doesNotContain("But soft");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> serializer.fromBinary(golden(), "chat.snapshot.v2"))
                .isInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {'['}, "chat.snapshot.v1"))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void keepsItsIdentifier() {
        assertThat(serializer.identifier()).isEqualTo(7_702);
    }

    private static byte[] golden() throws IOException {
        try (InputStream file =
                ChatSnapshotSerializerTest.class.getResourceAsStream("/golden/chat-snapshot/chat.snapshot.v1.json")) {
            return file.readAllBytes();
        }
    }
}
