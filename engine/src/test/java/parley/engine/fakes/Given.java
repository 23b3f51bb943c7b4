package parley.engine.fakes;

import java.util.Arrays;
import java.util.List;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.ChatId;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/** Short names for what tests talk about. */
public final class Given {

    public static final UserId ANN = user("u_ann");
    public static final UserId BOB = user("u_bob");
    public static final UserId CY = user("u_cy");
    public static final UserId DAN = user("u_dan");
    public static final ChatId CHAT = chat("g_7f");
    /** A wall clock, in epoch milliseconds. */
    public static final long AT = 1_790_000_000_000L;

    private Given() {}

    public static UserId user(String local) {
        return new UserId(TenantId.DEFAULT, local);
    }

    public static ChatId chat(String local) {
        return new ChatId(TenantId.DEFAULT, local);
    }

    public static MessageKey key(String value) {
        return new MessageKey(value);
    }

    public static ChatCommand.Create group(String key, UserId by, UserId... users) {
        return new ChatCommand.Create(ChatKind.GROUP, "Verona", by, key(key), List.of(users));
    }

    public static ChatCommand.Post post(UserId by, String key, long since) {
        return new ChatCommand.Post(by, key(key), since, "text of " + key);
    }

    public static ChatCommand.AddMembers add(UserId by, String key, UserId... users) {
        return new ChatCommand.AddMembers(by, key(key), Arrays.asList(users));
    }

    public static ChatCommand.RemoveMember remove(UserId by, String key, UserId user) {
        return new ChatCommand.RemoveMember(by, key(key), user);
    }

    public static ChatCommand.Leave leave(UserId by, String key) {
        return new ChatCommand.Leave(by, key(key));
    }

    public static ChatCommand.Rename rename(UserId by, String key, String title) {
        return new ChatCommand.Rename(by, key(key), title);
    }
}
