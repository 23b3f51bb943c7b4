package parley.system.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.domain.ChatState;
import parley.engine.id.UserId;

/** Entries go to those who have left, too. */
final class RemovedMemberTold implements Bug {

    @Override
    public @Nullable Object returned(String site, @Nullable Object self, Object[] arguments, @Nullable Object value) {
        List<UserId> former = ((ChatState) arguments[1]).formerMembers();
        if (former.isEmpty() || value == null) {
            return value;
        }
        List<Object> runs = new ArrayList<>();
        for (Object run : (List<?>) value) {
            List<Object> users = new ArrayList<>((List<?>) Parts.of(run, "users"));
            former.stream().filter(user -> !users.contains(user)).forEach(users::add);
            runs.add(Parts.with(run, Map.of("users", users)));
        }
        Switch.fired("to " + former);
        return runs;
    }
}
