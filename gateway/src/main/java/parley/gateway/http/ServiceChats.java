package parley.gateway.http;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol.Accepted;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.gateway.auth.RequestRefused;
import parley.gateway.auth.UserDirectory;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.Field;
import parley.gateway.wire.Field.BadField;
import parley.gateway.wire.GroupIds;
import parley.gateway.wire.WireLimits;

/** Makes chats and posts messages in the name of users, for a server that vouches for them. Thread-safe. */
final class ServiceChats {

    private static final TenantId TENANT = TenantId.DEFAULT;

    private final EngineCalls engine;
    private final UserDirectory users;
    private final WireLimits limits;

    ServiceChats(EngineCalls engine, UserDirectory users, WireLimits limits) {
        this.engine = engine;
        this.users = users;
        this.limits = limits;
    }

    record NewChat(String key, String by, ChatKind kind, String title, List<String> users) {}

    record NewMessage(String chat, String by, String key, long since, String text) {}

    record MadeChat(String chat, long seq) {}

    record MadeMessage(
            String chat, String key, long seq, @Nullable Boolean duplicate) {}

    NewChat readChat(Field item) throws BadField {
        String kind = item.get("kind").text(WireLimits.DEFAULT.titleUnitsMax());
        List<String> others = item.get("users").list(0, limits.usersMax(), Field::id);
        String by = item.get("by").id();
        if (kind.equals("direct")) {
            if (others.size() != 1 || others.get(0).equals(by)) {
                throw item.bad("users: not the one other user of a direct chat");
            }
            return new NewChat(item.get("key").id(), by, ChatKind.DIRECT, "", others);
        }
        if (!kind.equals("group")) {
            throw item.bad("kind: not direct or group");
        }
        String title = item.get("title").text(limits.titleUnitsMax());
        return new NewChat(item.get("key").id(), by, ChatKind.GROUP, title, others);
    }

    NewMessage readMessage(Field item) throws BadField {
        return new NewMessage(
                item.get("chat").id(),
                item.get("by").id(),
                item.get("key").id(),
                item.get("since").seq(),
                item.get("text").text(limits.textUnitsMax()));
    }

    CompletionStage<Object> create(NewChat wanted) {
        String local = wanted.kind() == ChatKind.DIRECT
                ? GroupIds.direct(wanted.by(), wanted.users().get(0))
                : GroupIds.group(wanted.by(), wanted.key());
        Set<UserId> named = Stream.concat(Stream.of(wanted.by()), wanted.users().stream())
                .map(ServiceChats::user)
                .collect(Collectors.toUnmodifiableSet());
        ChatCommand command = new ChatCommand.Create(
                wanted.kind(),
                wanted.title(),
                user(wanted.by()),
                new MessageKey(wanted.key()),
                wanted.users().stream().distinct().map(ServiceChats::user).toList());
        return users.existing(named).thenCompose(existing -> {
            if (existing.size() < named.size()) {
                throw new RequestRefused(ErrorCode.NOT_FOUND, "by, users: not all of them exist");
            }
            return execute(local, command).thenApply(done -> new MadeChat(local, done.seq()));
        });
    }

    CompletionStage<Object> post(NewMessage message) {
        ChatCommand command = new ChatCommand.Post(
                user(message.by()), new MessageKey(message.key()), message.since(), message.text());
        return execute(message.chat(), command)
                .thenApply(done -> new MadeMessage(
                        message.chat(), message.key(), done.seq(), done.duplicate() ? Boolean.TRUE : null));
    }

    private CompletionStage<Accepted> execute(String chat, ChatCommand command) {
        return engine.ask(
                new ChatId(TENANT, chat), Accepted.class, replyTo -> new ChatProtocol.Execute(command, replyTo));
    }

    private static UserId user(String local) {
        return new UserId(TENANT, local);
    }
}
