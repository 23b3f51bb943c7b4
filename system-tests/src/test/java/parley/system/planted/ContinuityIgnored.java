package parley.system.planted;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.id.ChatId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.session.SessionProtocol.Open;

/** Whoever comes back is told that nothing happened after what they have. */
final class ContinuityIgnored implements Bug {

    @Override
    public Object[] arguments(String site, @Nullable Object self, Object[] arguments) {
        Map<ChatId, Long> claimed = ((List<?>) Parts.of(arguments[0], "open"))
                .stream().map(Open.class::cast).collect(Collectors.toMap(Open::chat, Open::seq));
        List<InboxRow> rows = new ArrayList<>();
        for (Object one : (List<?>) arguments[1]) {
            InboxRow row = (InboxRow) one;
            Long seq = claimed.get(row.chat());
            boolean lags = seq != null && seq < row.head().stamp().seq();
            rows.add(lags ? asOf(row, seq) : row);
        }
        Object[] changed = arguments.clone();
        changed[1] = rows;
        return changed;
    }

    private static InboxRow asOf(InboxRow row, long seq) {
        Head head = row.head();
        long missing = head.stamp().seq() - seq;
        Switch.fired(row.chat().local() + " seqs " + (seq + 1) + " to "
                + head.stamp().seq());
        Head before =
                new Head(new Stamp(head.stamp().epoch(), seq), Math.max(0, head.messages() - missing), head.preview());
        return new InboxRow(
                row.chat(), row.info(), row.peer(), before, row.joinedSeq(), row.leftSeq(), row.read(), false);
    }
}
