package parley.engine.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.engine.fakes.Given.ANN;
import static parley.engine.fakes.Given.AT;
import static parley.engine.fakes.Given.BOB;
import static parley.engine.fakes.Given.CHAT;
import static parley.engine.fakes.Given.add;
import static parley.engine.fakes.Given.group;
import static parley.engine.fakes.Given.leave;
import static parley.engine.fakes.Given.post;
import static parley.engine.fakes.Given.remove;
import static parley.engine.fakes.Given.rename;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
import parley.engine.chat.ChatProtocol.Reach;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.CloseReason;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.client.HubProtocol.OpenChat;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.ReplyTo;
import parley.engine.fanout.FanOutMessages;
import parley.engine.id.DeviceId;
import parley.engine.id.MessageKey;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Preview;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.Receipts.Receipt;
import parley.engine.inbox.SizeClass;
import parley.engine.session.SessionProtocol;
import parley.engine.session.SlotProtocol;

/** What travels between nodes, through the serializers that the engine's reference.conf binds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterMessageTest {

    private ActorTestKit testKit;
    private Serialization serialization;
    private ReplyTo to;
    private ActorRef<SlotProtocol.Took> took;
    private ActorRef<SlotProtocol.ToldUnsure> toldUnsure;
    private ActorRef<SlotProtocol.PresenceChanged> watcher;

    @BeforeAll
    void startSystem() {
        testKit = ActorTestKit.create("cluster-messages", ConfigFactory.load());
        serialization = SerializationExtension.get(Adapter.toClassic(testKit.system()));
        to = new ReplyTo(testKit.createTestProbe(HubProtocol.Message.class).ref(), 1L << 40, 7);
        took = testKit.createTestProbe(SlotProtocol.Took.class).ref();
        toldUnsure = testKit.createTestProbe(SlotProtocol.ToldUnsure.class).ref();
        watcher = testKit.createTestProbe(SlotProtocol.PresenceChanged.class).ref();
    }

    @AfterAll
    void stopSystem() {
        testKit.shutdownTestKit();
    }

    Stream<ClusterMessage> messages() {
        List<ClusterMessage> all = new ArrayList<>();
        all.addAll(toChats());
        all.addAll(toSessions());
        toSessions().forEach(message -> all.add(new SlotProtocol.ToSession(message)));
        all.addAll(toSlots());
        all.addAll(toHubs());
        all.addAll(replies());
        all.addAll(FanOutMessages.samples(testKit));
        return all.stream();
    }

    private List<ChatProtocol.Message> toChats() {
        return List.of(
                new ChatProtocol.Execute(group("k", ANN, BOB), to),
                new ChatProtocol.Execute(
                        new ChatCommand.Create(ChatKind.DIRECT, "", ANN, new MessageKey("k"), List.of()), to),
                new ChatProtocol.Execute(post(ANN, "k", 1L << 40), to),
                new ChatProtocol.Execute(add(ANN, "k", BOB), to),
                new ChatProtocol.Execute(remove(ANN, "k", BOB), to),
                new ChatProtocol.Execute(leave(ANN, "k"), to),
                new ChatProtocol.Execute(rename(ANN, "k", "цёза 🌹"), to),
                new ChatProtocol.ReadPage(ANN, 5L, 0, 50, to),
                new ChatProtocol.ReadPage(ANN, null, 9, 50, to),
                new ChatProtocol.ReadMembers(ANN, BOB, 100, to),
                new ChatProtocol.ReadMembers(ANN, null, 100, to),
                new ChatProtocol.ReadReceipts(ANN, to),
                new ChatProtocol.Describe(ANN, to),
                new ChatProtocol.MovePosition(ANN, Reach.READ, 5, to),
                new ChatProtocol.MovePosition(ANN, Reach.DELIVERED, 5, null),
                new ChatProtocol.Typing(ANN, true));
    }

    private List<SessionProtocol.Message> toSessions() {
        DeviceId device = new DeviceId("d_1");
        List<Long> digest = List.of(-1L, 0L, Long.MIN_VALUE);
        return List.of(
                new SessionProtocol.Register(ANN, device, List.of(new SessionProtocol.Open(CHAT, 4)), digest, to),
                new SessionProtocol.Register(ANN, device, List.of(), null, to),
                new SessionProtocol.RegisterAgain(ANN, device, to),
                new SessionProtocol.Unregister(ANN, to),
                new SessionProtocol.ReadList(ANN, digest, to),
                new SessionProtocol.ReadList(ANN, null, to),
                new SessionProtocol.Revoke(ANN, device),
                new SessionProtocol.ReadMoved(ANN, CHAT, new Position(7, 5)),
                new SessionProtocol.WatchPresence(ANN, List.of(BOB), to));
    }

    private List<ClusterMessage> toSlots() {
        byte[] frame = "{}".getBytes(StandardCharsets.UTF_8);
        return List.of(
                new SlotProtocol.Deliver(List.of(ANN), frame),
                new SlotProtocol.DeliveriesLost(3),
                new SlotProtocol.DeliverTracked(3, List.of(ANN, BOB), frame, took),
                new SlotProtocol.Took(3),
                new SlotProtocol.BecomeUnsure(7, 4, toldUnsure),
                new SlotProtocol.ToldUnsure(7, 4),
                new SlotProtocol.Watch(List.of(BOB), watcher),
                new SlotProtocol.PresenceChanged(List.of(new PresenceState(BOB, false, AT))));
    }

    private List<HubProtocol.Message> toHubs() {
        return List.of(
                new HubProtocol.Push(List.of(1L, 1L << 40), new byte[] {'{', '}', -1}),
                new HubProtocol.PushesLost(Set.of(1L, 1L << 40), 7),
                new HubProtocol.Registered(List.of(1L)),
                new HubProtocol.Close(List.of(1L), CloseReason.REVOKED),
                new HubProtocol.SlotMoved(1_023));
    }

    private List<HubProtocol.Reply> replies() {
        Info info = new Info(ChatKind.DIRECT, "", SizeClass.SMALL, 2);
        Head head = new Head(new Stamp(1L << 34, 9), 8, new Preview(BOB, "But soft", AT));
        InboxRow full = new InboxRow(CHAT, info, BOB, head, 1, 9, new Position(3, 2));
        InboxRow bare = new InboxRow(CHAT, info, null, new Head(new Stamp(1, 1), 0, null), 1, 0, Position.START);
        return List.of(
                new HubProtocol.Accepted(1, 2, 3, 2, AT, true),
                new HubProtocol.Refused(1, 2, ChatRejection.TOO_OLD),
                new HubProtocol.Unavailable(1, 2, Cause.UNKNOWN, 500),
                new HubProtocol.Page(1, 2, List.of(new byte[] {'{', '}'}, new byte[0]), new Position(5, 4), false),
                new HubProtocol.MemberPage(1, 2, List.of(new HubProtocol.Member(ANN, true, 1)), BOB, 7),
                new HubProtocol.MemberPage(1, 2, List.of(), null, 7),
                new HubProtocol.ReceiptList(1, 2, List.of(new Receipt(ANN, 5, 4))),
                new HubProtocol.Described(1, 2, full),
                new HubProtocol.Welcomed(
                        1,
                        2,
                        Continuity.TOO_LONG,
                        List.of(new OpenChat("g_7f", Position.START, Continuity.RESET)),
                        List.of(0, 15)),
                new HubProtocol.Listed(1, 2, List.of(3)),
                new HubProtocol.ListPage(1, 2, List.of(full, bare), true),
                new HubProtocol.PresenceStates(
                        1, 2, List.of(new PresenceState(ANN, true, null), new PresenceState(BOB, false, AT))));
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
