package parley.system.planted;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.chat.domain.ChatSnapshot;
import parley.engine.chat.domain.ChatSnapshot.Remembered;
import parley.engine.chat.domain.ChatState;
import parley.engine.id.MessageKey;

/** A chat that starts again decides as if it had never seen the keys of before, and as if none were missing. */
final class KeysForgotten implements Bug {

    /** For each incarnation the seq it began with. */
    private final Map<Object, Long> beginnings = Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public Object[] arguments(String site, @Nullable Object self, Object[] arguments) {
        ChatState chat = (ChatState) Parts.of(arguments[0], "chat");
        long beginning = beginnings.computeIfAbsent(self, any -> chat.seq());
        ChatSnapshot whole = ChatSnapshot.of(chat);
        List<Remembered> kept =
                whole.remembered().stream().filter(one -> one.seq() > beginning).toList();
        tell(whole, kept, (List<?>) Parts.of(arguments[1], "commands"));
        ChatState forgetful = new ChatSnapshot(
                        whole.kind(),
                        whole.title(),
                        whole.owner(),
                        whole.members(),
                        whole.former(),
                        whole.sizeClass(),
                        1,
                        kept,
                        whole.seq(),
                        whole.messages())
                .restore();
        return new Object[] {Parts.with(arguments[0], Map.of("chat", forgetful)), arguments[1]};
    }

    private static void tell(ChatSnapshot whole, List<Remembered> kept, List<?> commands) {
        Set<MessageKey> asked = new HashSet<>();
        commands.forEach(each -> asked.add(((ChatCommand) Parts.of(each, "command")).key()));
        whole.remembered().stream()
                .filter(one -> !kept.contains(one) && asked.contains(one.key()))
                .forEach(one -> Switch.fired("key of seq " + one.seq()));
    }
}
