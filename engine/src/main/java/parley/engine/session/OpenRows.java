package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import parley.engine.Engine;
import parley.engine.chat.ChatProtocol.AskHead;
import parley.engine.chat.ChatProtocol.HeadTold;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;

/**
 * Lists with rows that are open, until their chats have said what is newest in them. Each list asks anew, since an answer to an
 * earlier question may be older than the list. As many lists at once as its session reads. Confined to the session's actor.
 */
final class OpenRows {

    private record Reading(Map<ChatId, InboxRow> rows, Set<ChatId> asked, Consumer<List<InboxRow>> then) {}

    private final UserId user;
    private final Engine engine;
    private final ActorRef<HeadTold> replyTo;
    private final Map<Long, Reading> readings = new HashMap<>();
    private long reads;

    OpenRows(UserId user, Engine engine, ActorRef<HeadTold> replyTo) {
        this.user = user;
        this.engine = engine;
        this.replyTo = replyTo;
    }

    static boolean any(List<InboxRow> rows) {
        return rows.stream().anyMatch(InboxRow::open);
    }

    /**
     * Asks the chats of all open rows.
     *
     * @param then is given the rows when all chats have answered, or at {@link #giveUp}: those of the others are open still, and
     *     those of chats that the user has left since the list was read
     * @return the number of this reading
     */
    long ask(List<InboxRow> list, Consumer<List<InboxRow>> then) {
        long number = ++reads;
        Map<ChatId, InboxRow> rows = new LinkedHashMap<>();
        Set<ChatId> asked = new HashSet<>();
        for (InboxRow row : list) {
            rows.put(row.chat(), row);
            if (row.open()) {
                asked.add(row.chat());
            }
        }
        readings.put(number, new Reading(rows, asked, then));
        List.copyOf(asked).forEach(chat -> engine.tell(chat, new AskHead(user, number, replyTo)));
        return number;
    }

    /** Returns whether this was the last answer that its reading waited for. */
    boolean told(HeadTold told) {
        Reading reading = readings.get(told.read());
        if (reading == null || !reading.asked().remove(told.chat())) {
            return false;
        }
        Head head = told.head();
        if (head != null) {
            Position own = told.own() == null ? Position.START : told.own();
            reading.rows().computeIfPresent(told.chat(), (chat, row) -> row.settled(head, own));
        }
        boolean last = reading.asked().isEmpty();
        if (last) {
            giveUp(told.read());
        }
        return last;
    }

    boolean isWaiting(long number) {
        return readings.containsKey(number);
    }

    /** Goes on with the answers that there are; nothing if the reading is over. */
    void giveUp(long number) {
        Reading reading = readings.remove(number);
        if (reading != null) {
            reading.then().accept(List.copyOf(reading.rows().values()));
        }
    }
}
