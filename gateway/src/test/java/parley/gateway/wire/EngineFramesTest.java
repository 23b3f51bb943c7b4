package parley.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.PushEncoder.ChatPosition;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.SizeClass;
import parley.engine.journal.ChatHistory.StoredEntry;
import parley.engine.journal.JournalEntry;
import parley.gateway.FrameSchemas;

class EngineFramesTest {

    private static final long AT = 1_790_000_000_000L;
    private static final FrameSchemas SCHEMAS = FrameSchemas.fromClasspath();
    private static final ChatId CHAT = new ChatId(TenantId.DEFAULT, "g_7f");
    private static final UserId ANN = user("u_ann");
    private static final UserId BOB = user("u_bob");
    private static final MessageKey KEY = new MessageKey("k1");

    private final FrameCodec codec = new FrameCodec(WireLimits.DEFAULT);
    private final WirePushEncoder encoder =
            new WirePushEncoder(codec, Clock.fixed(Instant.ofEpochMilli(AT), ZoneOffset.UTC));
    private final JsonMapper json = new JsonMapper();

    @ParameterizedTest
    @EnumSource
    void givesEveryRejectionACodeOfItsOwn(ChatRejection rejection) {
        Map<ChatRejection, ErrorCode> codes = new EnumMap<>(ChatRejection.class);
        Arrays.stream(ChatRejection.values()).forEach(each -> codes.put(each, EngineFrames.errorCode(each)));

        assertThat(codes.get(rejection).retryable()).isFalse();
        assertThat(codes.values().stream().filter(codes.get(rejection)::equals)).hasSize(1);
    }

    @Test
    void encodesEveryKindOfEntryAsDocumented() throws IOException {
        List<ChatEvent> events = List.of(
                new ChatEvent.Created(ChatKind.GROUP, "Verona", ANN, List.of(ANN, BOB), KEY, AT),
                new ChatEvent.Posted(ANN, KEY, "But \uD83C\uDF39 \u0000 \"soft\"", AT),
                new ChatEvent.MembersAdded(ANN, KEY, List.of(user("u_cy")), AT),
                new ChatEvent.MemberRemoved(ANN, KEY, BOB, AT),
                new ChatEvent.MemberLeft(BOB, KEY, AT),
                new ChatEvent.Renamed(ANN, KEY, "Mantua", AT),
                new ChatEvent.Opened(AT));
        Set<Class<?>> kinds = events.stream().map(Object::getClass).collect(Collectors.toCollection(HashSet::new));

        List<byte[]> entries = events.stream()
                .map(event -> encoder.entry(new StoredEntry(5, new JournalEntry(1, 1, 3, event))))
                .toList();
        JsonNode frame = frame(encoder.entries(CHAT, entries));

        assertThat(kinds).containsExactlyInAnyOrder(ChatEvent.class.getPermittedSubclasses());
        assertThat(frame.get("entries"))
                .extracting(entry -> entry.get("kind").textValue())
                .containsExactly("created", "message", "added", "removed", "left", "renamed", "hidden");
        assertThat(frame.get("entries").get(1).get("text").textValue()).isEqualTo("But \uD83C\uDF39 \u0000 \"soft\"");
        assertThat(frame.get("entries").get(6).fieldNames()).toIterable().containsExactly("seq", "n", "at", "kind");
    }

    @Test
    void encodesEveryOtherPushAsDocumented() throws IOException {
        assertThat(frame(encoder.receipt(CHAT, BOB, 44, 43)).get("read").longValue())
                .isEqualTo(43);
        assertThat(frame(encoder.typing(CHAT, BOB, true)).get("on").booleanValue())
                .isTrue();
        assertThat(frame(encoder.position(CHAT, new Position(44, 41)))
                        .get("read")
                        .get("n")
                        .longValue())
                .isEqualTo(41);
        assertThat(frame(encoder.presence(
                                List.of(new PresenceState(BOB, false, AT), new PresenceState(ANN, true, null))))
                        .get("users"))
                .hasSize(2);
        JsonNode heartbeat =
                frame(encoder.positions(List.of(new ChatPosition(CHAT, new Position(44, 41), new Position(43, 40)))));
        assertThat(heartbeat.get("serverTime").longValue()).isEqualTo(AT);
        JsonNode position = heartbeat.get("positions").get(0);
        assertThat(position.get("seq").longValue()).isEqualTo(44);
        assertThat(position.get("read").get("seq").longValue()).isEqualTo(43);
    }

    @Test
    void cutsThePreviewWithoutSplittingACharacter() {
        String text = "x".repeat(99) + "\uD83C\uDF39";

        ServerFrame.Chat chat = EngineFrames.chat(row(text, 0));

        assertThat(chat.last().text()).isEqualTo("x".repeat(99));
        assertThat(EngineFrames.chat(row("x".repeat(101), 0)).last().text()).hasSize(100);
    }

    @Test
    void tellsWhoLeftAndWhoDidNot() {
        assertThat(EngineFrames.chat(row("x", 0)).leftSeq()).isNull();
        assertThat(EngineFrames.chat(row("x", 9)).leftSeq()).isEqualTo(9);
    }

    @Test
    void fitsTheLargestListIntoAFrame() {
        String worst = "\u0000".repeat(100);
        String longest = "x".repeat(64);
        Inbox.InboxRow row = new Inbox.InboxRow(
                new ChatId(TenantId.DEFAULT, longest),
                new Inbox.Info(ChatKind.GROUP, worst, SizeClass.MEDIUM, 1000),
                user(longest),
                new Inbox.Head(
                        new Inbox.Stamp(1L << 52, 1L << 52),
                        1L << 52,
                        new Inbox.Preview(user(longest), worst, 1L << 52)),
                1L << 52,
                1L << 52,
                new Position(1L << 52, 1L << 52),
                true);
        int chats = WireLimits.DEFAULT.chatsPerList();

        byte[] frame =
                codec.encode(new ServerFrame.ChatList(java.util.Collections.nCopies(chats, EngineFrames.chat(row))));

        assertThat(frame.length).isLessThanOrEqualTo(WireLimits.DEFAULT.frameBytesMax());
    }

    private JsonNode frame(byte[] bytes) throws IOException {
        JsonNode frame = json.readTree(bytes);
        assertThat(SCHEMAS.violationsOfServer(frame.toString())).isEmpty();
        return frame;
    }

    private static Inbox.InboxRow row(String text, long leftSeq) {
        return new Inbox.InboxRow(
                CHAT,
                new Inbox.Info(ChatKind.GROUP, "Verona", SizeClass.SMALL, 3),
                null,
                new Inbox.Head(new Inbox.Stamp(1, 43), 40, new Inbox.Preview(BOB, text, AT)),
                1,
                leftSeq,
                new Position(41, 39),
                false);
    }

    private static UserId user(String local) {
        return new UserId(TenantId.DEFAULT, local);
    }
}
