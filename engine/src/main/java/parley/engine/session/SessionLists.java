package parley.engine.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Cause;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.client.HubProtocol.OpenChat;
import parley.engine.client.ReplyTo;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.InboxRow;

/** Answers to those who connect or ask for their list: what changed, and how to go on. */
final class SessionLists {

    private static final long RETRY_AFTER_MS = 1_000;

    /** {@code registering}: the answer is a welcome, with how the open chats go on. */
    record Ask(
            boolean registering,
            List<SessionProtocol.Open> open,
            @Nullable List<Long> digest,
            ReplyTo replyTo) {}

    private SessionLists() {}

    static void unavailable(ReplyTo to, Cause cause) {
        to.hub().tell(new HubProtocol.Unavailable(to.connection(), to.request(), cause, RETRY_AFTER_MS));
    }

    static void answer(Ask ask, List<InboxRow> rows, SessionSettings settings, SessionServices.Reached reached) {
        ReplyTo to = ask.replyTo();
        List<Integer> buckets = ListDigest.differing(ask.digest(), rows);
        if (ask.registering()) {
            List<OpenChat> open = continuity(ask.open(), rows, settings.provenEntriesMax());
            open.stream()
                    .filter(chat -> chat.continuity() == Continuity.TOO_LONG)
                    .forEach(chat -> reached.provenEntries.increment());
            Continuity worst = open.stream()
                    .map(OpenChat::continuity)
                    .max(Continuity::compareTo)
                    .orElse(Continuity.PROVEN);
            to.hub().tell(new HubProtocol.Welcomed(to.connection(), to.request(), worst, open, buckets));
        } else {
            to.hub().tell(new HubProtocol.Listed(to.connection(), to.request(), buckets));
        }
        sendPages(to, changed(rows, buckets), settings.listPageRows());
    }

    private static List<InboxRow> changed(List<InboxRow> rows, List<Integer> buckets) {
        Set<Integer> wanted = new HashSet<>(buckets);
        return rows.stream()
                .filter(row -> wanted.contains(ListDigest.bucketOf(row)))
                .toList();
    }

    private static void sendPages(ReplyTo to, List<InboxRow> rows, int pageRows) {
        int from = 0;
        do {
            int end = Math.min(rows.size(), from + pageRows);
            boolean last = end == rows.size();
            List<InboxRow> page = new ArrayList<>(rows.subList(from, end));
            to.hub().tell(new HubProtocol.ListPage(to.connection(), to.request(), from, page, last));
            from = end;
        } while (from < rows.size());
    }

    static List<OpenChat> continuity(List<SessionProtocol.Open> open, List<InboxRow> rows, long provenEntriesMax) {
        Map<ChatId, InboxRow> byChat = rows.stream().collect(Collectors.toMap(InboxRow::chat, Function.identity()));
        List<OpenChat> answers = new ArrayList<>(open.size());
        for (SessionProtocol.Open claimed : open) {
            InboxRow row = byChat.get(claimed.chat());
            Position newest = row == null ? Position.START : newest(row);
            long missing = newest.seq() - claimed.seq();
            answers.add(new OpenChat(claimed.chat().local(), newest, continuity(row, missing, provenEntriesMax)));
        }
        return answers;
    }

    /** Of a row that is open still it is not known how much is missing. */
    private static Continuity continuity(@Nullable InboxRow row, long missing, long provenEntriesMax) {
        if (row != null && row.open()) {
            return Continuity.TOO_LONG;
        }
        if (row == null || missing < 0) {
            return Continuity.RESET;
        }
        return missing > provenEntriesMax ? Continuity.TOO_LONG : Continuity.PROVEN;
    }

    static Position newest(InboxRow row) {
        return new Position(row.head().stamp().seq(), row.head().messages());
    }
}
