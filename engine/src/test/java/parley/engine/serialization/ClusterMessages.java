package parley.engine.serialization;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import parley.engine.client.Journey;
import parley.engine.client.ListChange;
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
import parley.engine.trace.Traced;

/** Each message between nodes once or more, for tests: what travels here must travel between releases, too. */
public final class ClusterMessages {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Journey JOURNEY = new Journey(AT, AT + 1);
    private static final Journey TRACED = new Journey(AT, AT + 1, new Traced(TRACEPARENT, CHAT, 9));

    private final ActorTestKit testKit;
    private final ReplyTo to;

    private ClusterMessages(ActorTestKit testKit) {
        this.testKit = testKit;
        this.to = new ReplyTo(probe(HubProtocol.Message.class), 1L << 40, 7);
    }

    public static List<ClusterMessage> samples(ActorTestKit testKit) {
        return new ClusterMessages(testKit).all();
    }

    private List<ClusterMessage> all() {
        List<ClusterMessage> all = new ArrayList<>();
        all.addAll(toChats());
        all.addAll(toSessions());
        toSessions().forEach(message -> all.add(new SlotProtocol.ToSession(message)));
        all.addAll(headsTold());
        all.addAll(toSlots());
        all.addAll(toHubs());
        all.addAll(replies());
        all.addAll(FanOutMessages.samples(testKit));
        return all;
    }

    private <T> ActorRef<T> probe(Class<T> type) {
        return testKit.createTestProbe(type).ref();
    }

    private List<ChatProtocol.Message> toChats() {
        return List.of(
                new ChatProtocol.Execute(group("k", ANN, BOB), to),
                new ChatProtocol.Execute(
                        new ChatCommand.Create(ChatKind.DIRECT, "", ANN, new MessageKey("k"), List.of()), to),
                new ChatProtocol.Execute(post(ANN, "k", 1L << 40), to),
                new ChatProtocol.Execute(add(ANN, "k", BOB), to),
                new ChatProtocol.Execute(remove(ANN, "k", BOB), to),
                new ChatProtocol.Execute(leave(ANN, "k"), to, AT, null),
                new ChatProtocol.Execute(post(ANN, "k", 0), to, AT, TRACEPARENT),
                new ChatProtocol.Execute(rename(ANN, "k", "цёза 🌹"), to),
                new ChatProtocol.ExecuteInOrder(List.of(
                        new ChatProtocol.Execute(post(ANN, "k", 0), to, AT, TRACEPARENT),
                        new ChatProtocol.Execute(rename(ANN, "k2", "Mantua"), to, AT, null))),
                new ChatProtocol.ReadPage(ANN, 5L, 0, 50, to),
                new ChatProtocol.ReadPage(ANN, null, 9, 50, to),
                new ChatProtocol.ReadMembers(ANN, BOB, 100, to),
                new ChatProtocol.ReadMembers(ANN, null, 100, to),
                new ChatProtocol.ReadReceipts(ANN, to),
                new ChatProtocol.Describe(ANN, to),
                new ChatProtocol.MovePosition(ANN, Reach.READ, 5, to),
                new ChatProtocol.MovePosition(ANN, Reach.DELIVERED, 5, null),
                new ChatProtocol.Typing(ANN, true),
                new ChatProtocol.AskHead(ANN, 7, probe(ChatProtocol.HeadTold.class)));
    }

    private static List<ChatProtocol.HeadTold> headsTold() {
        Head head = new Head(new Stamp(1L << 34, 9), 8, new Preview(BOB, "But soft", AT));
        return List.of(
                new ChatProtocol.HeadTold(CHAT, 7, head, new Position(9, 8)),
                new ChatProtocol.HeadTold(CHAT, 7, null, null));
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
                new SlotProtocol.Deliver(List.of(ANN), frame, null, null),
                new SlotProtocol.Deliver(List.of(ANN), frame, JOURNEY, ListChange.NONE),
                new SlotProtocol.Deliver(List.of(ANN), frame, TRACED, ListChange.NONE),
                new SlotProtocol.DeliveriesLost(3),
                new SlotProtocol.DeliverTracked(
                        3, List.of(ANN, BOB), frame, JOURNEY, ListChange.NONE, probe(SlotProtocol.Took.class)),
                new SlotProtocol.Took(3),
                new SlotProtocol.BecomeUnsure(7, 4, probe(SlotProtocol.ToldUnsure.class)),
                new SlotProtocol.ToldUnsure(7, 4),
                new SlotProtocol.Watch(List.of(BOB), probe(SlotProtocol.PresenceChanged.class)),
                new SlotProtocol.PresenceChanged(List.of(new PresenceState(BOB, false, AT))));
    }

    private List<HubProtocol.Message> toHubs() {
        return List.of(
                new HubProtocol.Push(List.of(1L, 1L << 40), new byte[] {'{', '}', -1}, null),
                new HubProtocol.Push(List.of(1L), new byte[] {'{', '}'}, JOURNEY),
                new HubProtocol.Push(List.of(1L), new byte[] {'{', '}'}, TRACED),
                new HubProtocol.PushesLost(Set.of(1L << 40), 7),
                new HubProtocol.Registered(List.of(1L)),
                new HubProtocol.Close(List.of(1L), CloseReason.REVOKED),
                new HubProtocol.SlotMoved(1_023));
    }

    private List<HubProtocol.Reply> replies() {
        Info info = new Info(ChatKind.DIRECT, "", SizeClass.SMALL, 2);
        Head head = new Head(new Stamp(1L << 34, 9), 8, new Preview(BOB, "But soft", AT));
        InboxRow full = new InboxRow(CHAT, info, BOB, head, 1, 9, new Position(3, 2), true);
        InboxRow bare = new InboxRow(CHAT, info, null, new Head(new Stamp(1, 1), 0, null), 1, 0, Position.START, false);
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
                new HubProtocol.ListPage(1, 2, 100, List.of(full, bare), true),
                new HubProtocol.PresenceStates(
                        1, 2, List.of(new PresenceState(ANN, true, null), new PresenceState(BOB, false, AT))));
    }
}
