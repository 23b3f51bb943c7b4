package parley.gateway.ws;

import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.session.SessionProtocol;
import parley.engine.trace.Traceparent;
import parley.gateway.wire.ClientFrame;
import parley.gateway.wire.GroupIds;

/**
 * What each request of a client asks of the engine: the one place where frames become the engine's words. Who asks is always the
 * user of the token.
 */
final class RequestPlans {

    /** The order that lists are read in: not the id of a chat. */
    static final String LIST_ORDER = "";

    /** Before a request's id; not the id of a chat either. */
    private static final String POSITION_ORDER = "/";

    private final Engine engine;
    private final UserId user;
    private final Answers answers;
    private final MessageTimes times;

    RequestPlans(Engine engine, UserId user, Answers answers, MessageTimes times) {
        this.engine = engine;
        this.user = user;
        this.answers = answers;
        this.times = times;
    }

    /** The only dispatch on requests. Positions and the frames that the connection answers itself are none. */
    Request.Plan of(ClientFrame.Request frame) {
        if (frame instanceof ClientFrame.ChatCommand command) {
            return ofCommand(command);
        }
        if (frame instanceof ClientFrame.Sync sync) {
            return page(sync.id(), sync.chat(), sync.after(), 0, answers.pageMax());
        }
        if (frame instanceof ClientFrame.History history) {
            long before = history.before() == null ? 0 : history.before();
            return page(history.id(), history.chat(), history.after(), before, history.limit());
        }
        if (frame instanceof ClientFrame.GetChat get) {
            ChatId chat = chat(get.chat());
            return Request.Plan.read(describe(chat), answers.chat(get.id()));
        }
        if (frame instanceof ClientFrame.Members members) {
            return members(members);
        }
        if (frame instanceof ClientFrame.Receipts receipts) {
            ChatId chat = chat(receipts.chat());
            return Request.Plan.read(
                    replyTo -> engine.tell(chat, new ChatProtocol.ReadReceipts(user, replyTo)),
                    answers.receipts(receipts.id(), receipts.chat()));
        }
        if (frame instanceof ClientFrame.WatchPresence watch) {
            List<UserId> watched = users(watch.users());
            return Request.Plan.read(
                    replyTo -> engine.tell(user, new SessionProtocol.WatchPresence(user, watched, replyTo)),
                    answers.presence(watch.id()));
        }
        if (frame instanceof ClientFrame.ListChats list) {
            List<Long> digest = digest(list.digest());
            return Request.Plan.ordered(
                    LIST_ORDER,
                    replyTo -> engine.tell(user, new SessionProtocol.ReadList(user, digest, replyTo)),
                    answers.list(list.id()));
        }
        throw new IllegalStateException("frame: " + frame.type() + " (expected: a request to the engine)");
    }

    /**
     * A position that is to be answered, once it is durable: the chat gathers positions, so this takes its time. Positions only
     * grow, so each is an order of its own, and none of them keeps a read waiting.
     */
    Request.Plan position(long id, String chat, ChatProtocol.Reach reach, long seq) {
        return Request.Plan.ordered(
                POSITION_ORDER + id, replyTo -> movePosition(chat, reach, seq, replyTo), answers.done(id, chat));
    }

    void movePosition(String chat, ChatProtocol.Reach reach, long seq, @Nullable ReplyTo replyTo) {
        engine.tell(chat(chat), new ChatProtocol.MovePosition(user, reach, seq, replyTo));
    }

    void typing(ClientFrame.Typing typing) {
        engine.tell(chat(typing.chat()), new ChatProtocol.Typing(user, typing.on()));
    }

    /** What hello says, to the user's session. */
    static List<SessionProtocol.Open> open(TenantId tenant, List<ClientFrame.OpenChat> chats) {
        return chats.stream()
                .map(each -> new SessionProtocol.Open(new ChatId(tenant, each.chat()), each.seq()))
                .toList();
    }

    static @Nullable List<Long> digest(@Nullable List<String> digest) {
        if (digest == null) {
            return null;
        }
        List<Long> numbers = new ArrayList<>(digest.size());
        digest.forEach(each -> numbers.add(Long.parseUnsignedLong(each, 16)));
        return numbers;
    }

    private Request.Plan ofCommand(ClientFrame.ChatCommand frame) {
        MessageKey key = new MessageKey(frame.key());
        if (frame instanceof ClientFrame.Send send) {
            ChatId chat = chat(send.chat());
            return message(send, chat, new ChatCommand.Post(user, key, send.since(), send.text()));
        }
        if (frame instanceof ClientFrame.CreateDirect create) {
            String chat = GroupIds.direct(user.local(), create.user());
            return create(create, chat, ChatKind.DIRECT, "", List.of(create.user()));
        }
        if (frame instanceof ClientFrame.CreateGroup create) {
            String chat = GroupIds.group(user.local(), create.key());
            return create(create, chat, ChatKind.GROUP, create.title(), create.users());
        }
        if (frame instanceof ClientFrame.AddMembers add) {
            List<UserId> users = users(add.users());
            ChatCommand command = new ChatCommand.AddMembers(user, key, users);
            return Request.Plan.of(
                    add.chat(),
                    Set.copyOf(users),
                    execute(chat(add.chat()), command),
                    null,
                    answers.done(add.id(), add.chat()));
        }
        if (frame instanceof ClientFrame.RemoveMember remove) {
            ChatCommand command = new ChatCommand.RemoveMember(user, key, user(remove.user()));
            return change(remove.id(), remove.chat(), command);
        }
        if (frame instanceof ClientFrame.Leave leave) {
            return change(leave.id(), leave.chat(), new ChatCommand.Leave(user, key));
        }
        if (frame instanceof ClientFrame.Rename rename) {
            return change(rename.id(), rename.chat(), new ChatCommand.Rename(user, key, rename.title()));
        }
        throw new IllegalStateException("frame: " + frame.type() + " (expected: a command to a chat)");
    }

    private Request.Plan message(ClientFrame.Send send, ChatId chat, ChatCommand post) {
        Span span = times.traces.sent(chat);
        String traceparent = Traceparent.of(span);
        long receivedAt = times.millis();
        Function<ReplyTo, ChatProtocol.Execute> command =
                replyTo -> new ChatProtocol.Execute(post, replyTo, receivedAt, traceparent);
        return Request.Plan.message(
                new Request.Message(chat, send.text().length(), command, span),
                replyTo -> engine.tell(chat, command.apply(replyTo)),
                answers.ack(send, chat, span));
    }

    private Request.Plan create(
            ClientFrame.ChatCommand frame, String chat, ChatKind kind, String title, List<String> others) {
        ChatId id = chat(chat);
        List<UserId> users = users(others);
        ChatCommand command = new ChatCommand.Create(kind, title, user, new MessageKey(frame.key()), users);
        Set<UserId> mustExist = new HashSet<>(users);
        mustExist.remove(user);
        return Request.Plan.of(chat, mustExist, execute(id, command), describe(id), answers.created(frame.id()));
    }

    private Request.Plan change(long id, String chat, ChatCommand command) {
        return Request.Plan.ordered(chat, execute(chat(chat), command), answers.done(id, chat));
    }

    private Request.Plan page(long id, String chat, @Nullable Long after, long before, int limit) {
        return Request.Plan.read(
                replyTo -> engine.tell(chat(chat), new ChatProtocol.ReadPage(user, after, before, limit, replyTo)),
                answers.page(id, chat));
    }

    private Request.Plan members(ClientFrame.Members frame) {
        String last = frame.after();
        UserId after = last == null ? null : user(last);
        return Request.Plan.read(
                replyTo -> engine.tell(
                        chat(frame.chat()), new ChatProtocol.ReadMembers(user, after, frame.limit(), replyTo)),
                answers.members(frame.id(), frame.chat()));
    }

    private Consumer<ReplyTo> execute(ChatId chat, ChatCommand command) {
        long receivedAt = times.millis();
        return replyTo -> engine.tell(chat, new ChatProtocol.Execute(command, replyTo, receivedAt, null));
    }

    private Consumer<ReplyTo> describe(ChatId chat) {
        return replyTo -> engine.tell(chat, new ChatProtocol.Describe(user, replyTo));
    }

    private ChatId chat(String local) {
        return new ChatId(user.tenant(), local);
    }

    private UserId user(String local) {
        return new UserId(user.tenant(), local);
    }

    /** In their order, each once. */
    private List<UserId> users(List<String> locals) {
        return locals.stream().distinct().map(this::user).toList();
    }
}
