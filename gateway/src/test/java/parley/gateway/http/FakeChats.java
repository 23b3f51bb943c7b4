package parley.gateway.http;

import akka.actor.typed.ActorRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.chat.domain.ChatRejection;
import parley.engine.client.HubProtocol;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.SizeClass;
import parley.engine.session.SessionProtocol;

/** Chats that take messages and show them, without rules but for membership and keys. Some questions can go unanswered. */
final class FakeChats implements Engine {

    final List<SessionProtocol.Message> toldSessions = new CopyOnWriteArrayList<>();

    /** What was pushed, and to whom. */
    final List<Pushed> pushed = new CopyOnWriteArrayList<>();

    record Pushed(List<UserId> users, String frame) {}

    /** How many of the next questions to chats get lost. */
    final AtomicInteger lost = new AtomicInteger();

    volatile boolean listsAway;

    private final Map<ChatId, FakeChat> chats = new HashMap<>();

    private static final class FakeChat {
        private final ChatKind kind;
        private final Set<UserId> members = new HashSet<>();
        private final Map<String, Long> seqByKey = new HashMap<>();
        private final List<String> entries = new ArrayList<>();

        FakeChat(ChatKind kind) {
            this.kind = kind;
        }
    }

    @Override
    public synchronized void tell(ChatId id, ChatProtocol.Message message) {
        if (lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return;
        }
        if (message instanceof ChatProtocol.Execute execute) {
            execute(id, execute.command(), execute.replyTo());
        } else if (message instanceof ChatProtocol.ReadPage read) {
            read(id, read);
        } else if (message instanceof ChatProtocol.Describe describe) {
            describe(id, describe.reader(), describe.replyTo());
        } else {
            throw new IllegalStateException("not expected here: " + message);
        }
    }

    private void describe(ChatId id, UserId reader, ReplyTo to) {
        FakeChat chat = chats.get(id);
        to.hub()
                .tell(
                        chat == null || !chat.members.contains(reader)
                                ? new HubProtocol.Refused(to.connection(), to.request(), ChatRejection.NO_SUCH_CHAT)
                                : new HubProtocol.Described(to.connection(), to.request(), row(id, chat, reader)));
    }

    /** The list as the store has it. */
    synchronized CompletionStage<List<InboxRow>> listOf(UserId user) {
        if (listsAway) {
            return CompletableFuture.failedFuture(new TimeoutException("away"));
        }
        return CompletableFuture.completedFuture(chats.entrySet().stream()
                .filter(entry -> entry.getValue().members.contains(user))
                .map(entry -> row(entry.getKey(), entry.getValue(), user))
                .toList());
    }

    private static InboxRow row(ChatId id, FakeChat chat, UserId reader) {
        Inbox.Info info = new Inbox.Info(
                chat.kind, chat.kind == ChatKind.GROUP ? "Verona" : "", SizeClass.SMALL, chat.members.size());
        long seq = chat.entries.size();
        Inbox.Head head = new Inbox.Head(new Inbox.Stamp(1, seq), seq - 1, null);
        UserId peer = chat.kind == ChatKind.GROUP
                ? null
                : chat.members.stream()
                        .filter(member -> !member.equals(reader))
                        .findFirst()
                        .orElse(null);
        return new InboxRow(id, info, peer, head, 1, 0, Position.START, false);
    }

    private void execute(ChatId id, ChatCommand command, ReplyTo to) {
        if (command instanceof ChatCommand.Create create) {
            FakeChat chat = chats.computeIfAbsent(id, unknown -> new FakeChat(create.kind()));
            chat.members.add(create.by());
            chat.members.addAll(create.users());
            accept(chat, create, "\"kind\":\"created\",\"by\":\"" + create.by().local() + "\"", to);
            return;
        }
        FakeChat chat = chats.get(id);
        if (chat == null || !chat.members.contains(command.by())) {
            to.hub().tell(new HubProtocol.Refused(to.connection(), to.request(), ChatRejection.NO_SUCH_CHAT));
            return;
        }
        ChatCommand.Post post = (ChatCommand.Post) command;
        String entry = "\"kind\":\"message\",\"by\":\"" + post.by().local() + "\",\"key\":\"" + post.key()
                + "\",\"text\":\"" + post.text() + "\"";
        accept(chat, post, entry, to);
    }

    private static void accept(FakeChat chat, ChatCommand command, String entry, ReplyTo to) {
        String key = command.by() + "/" + command.key();
        Long before = chat.seqByKey.get(key);
        if (before == null) {
            long seq = chat.entries.size() + 1L;
            chat.entries.add("{\"seq\":" + seq + ",\"n\":" + (seq - 1) + ",\"at\":1," + entry + "}");
            chat.seqByKey.put(key, seq);
        }
        long seq = chat.seqByKey.get(key);
        to.hub().tell(new HubProtocol.Accepted(to.connection(), to.request(), seq, seq - 1, 1, before != null));
    }

    private void read(ChatId id, ChatProtocol.ReadPage read) {
        ReplyTo to = read.replyTo();
        FakeChat chat = chats.get(id);
        if (chat == null || !chat.members.contains(read.reader())) {
            to.hub().tell(new HubProtocol.Refused(to.connection(), to.request(), ChatRejection.NO_SUCH_CHAT));
            return;
        }
        int size = chat.entries.size();
        int from = read.after() != null
                ? (int) Math.min(size, read.after())
                : (int) Math.max(0, (read.before() == 0 ? size : read.before() - 1) - read.limit());
        int upTo = read.after() != null
                ? Math.min(size, from + read.limit())
                : (int) (read.before() == 0 ? size : read.before() - 1);
        List<byte[]> page = chat.entries.subList(from, upTo).stream()
                .map(entry -> entry.getBytes(StandardCharsets.UTF_8))
                .toList();
        boolean end = read.after() != null ? upTo == size : from == 0;
        to.hub()
                .tell(new HubProtocol.Page(
                        to.connection(), to.request(), page, new Position(size, Math.max(0, size - 1)), end));
    }

    @Override
    public void push(List<UserId> users, byte[] frame) {
        pushed.add(new Pushed(users, new String(frame, StandardCharsets.UTF_8)));
    }

    @Override
    public void attach(ActorRef<HubProtocol.Message> hub) {
        throw new IllegalStateException("nobody attaches here");
    }

    @Override
    public void tell(UserId user, SessionProtocol.Message message) {
        toldSessions.add(message);
    }
}
