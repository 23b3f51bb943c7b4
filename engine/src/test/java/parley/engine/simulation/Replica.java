package parley.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatKind;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.Continuity;
import parley.engine.fakes.Given;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.inbox.Inbox.Head;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.Inbox.Info;
import parley.engine.inbox.Inbox.Stamp;
import parley.engine.inbox.SizeClass;
import parley.engine.session.SessionDoor;
import parley.engine.session.SessionProtocol;
import parley.engine.simulation.Frames.Seen;

/**
 * What a device has: its list, and of each chat entries without a hole. It reads when the protocol tells it to and at no other time: what
 * is behind once it is synced, on a gap, and on positions that are ahead.
 */
final class Replica {

    private static final int PAGE = 20;

    private static final Info INFO = new Info(ChatKind.GROUP, "", SizeClass.SMALL, 0);

    /** Of a chat; {@code base} entries were dropped as too far back. */
    static final class View {
        private long base;
        private final List<String> shown = new ArrayList<>();
        /** The newest seq that this device was given, or told was durable. */
        long known;
        /** The newest that it heard of: a row may say so a little before the chat does. */
        long told;

        long read;
        private boolean reading;

        long have() {
            return base + shown.size();
        }

        private void drop() {
            base = 0;
            shown.clear();
        }
    }

    /** What a list shows of a chat. */
    record Listed(long seq, long read, long left) {
        Listed with(Listed other) {
            return new Listed(
                    Math.max(seq, other.seq), Math.max(read, other.read), other.seq >= seq ? other.left : left);
        }
    }

    private final Client client;
    private final World world;
    private final Map<ChatId, View> views = new TreeMap<>();
    private final Map<ChatId, Listed> list = new TreeMap<>();
    private final Set<ChatId> unsure = new TreeSet<>();

    Replica(Client client) {
        this.client = client;
        this.world = client.world;
    }

    View view(ChatId chat) {
        return views.computeIfAbsent(chat, any -> new View());
    }

    long listed(ChatId chat) {
        Listed row = list.get(chat);
        return row == null ? 0 : row.seq();
    }

    /** Whether the newest list said that the chat could not be asked. */
    boolean isUnsure(ChatId chat) {
        return unsure.contains(chat);
    }

    private void list(ChatId chat, Listed row) {
        list.merge(chat, row, Listed::with);
        told(chat, row.seq());
    }

    private void told(ChatId chat, long seq) {
        view(chat).told = Math.max(view(chat).told, seq);
    }

    private void known(ChatId chat, long seq) {
        view(chat).known = Math.max(view(chat).known, seq);
        told(chat, seq);
    }

    // ---- hello, and the list

    List<SessionProtocol.Open> open() {
        List<SessionProtocol.Open> open = new ArrayList<>();
        views.forEach((chat, view) -> {
            if (view.have() > 0) {
                open.add(new SessionProtocol.Open(chat, view.have()));
            }
        });
        return open;
    }

    @Nullable
    List<Long> digest() {
        List<InboxRow> rows = new ArrayList<>();
        list.forEach((chat, row) -> rows.add(new InboxRow(
                chat,
                INFO,
                null,
                new Head(new Stamp(0, row.seq()), 0, null),
                0,
                row.left(),
                new Position(row.read(), 0),
                false)));
        return rows.isEmpty() ? null : SessionDoor.digest(rows);
    }

    void welcomed(HubProtocol.Welcomed welcomed) {
        for (HubProtocol.OpenChat open : welcomed.open()) {
            ChatId chat = Given.chat(open.chat());
            View view = view(chat);
            told(chat, open.newest().seq());
            if (open.continuity() != Continuity.PROVEN) {
                view.drop();
            }
            if (open.continuity() == Continuity.TOO_LONG) {
                readNewest(chat);
            }
        }
    }

    void listed(HubProtocol.ListPage page) {
        for (InboxRow row : page.rows()) {
            if (row.open()) {
                unsure.add(row.chat());
            } else {
                unsure.remove(row.chat());
            }
            list(row.chat(), new Listed(row.head().stamp().seq(), row.read().seq(), row.leftSeq()));
        }
    }

    void synced() {
        List.copyOf(views.keySet()).forEach(this::catchUp);
    }

    private void catchUp(ChatId chat) {
        if (isBehind(chat)) {
            sync(chat);
        }
    }

    void disconnected() {
        views.values().forEach(view -> view.reading = false);
    }

    // ---- what is pushed

    void pushed(byte[] frame) {
        List<String> lines = Frames.lines(frame);
        List<String> rest = lines.subList(1, lines.size());
        if (Frames.isEntries(frame)) {
            ChatId chat = Frames.chatOf(frame);
            rest.forEach(line -> pushed(chat, Seen.parse(line)));
        } else if (Frames.isPositions(frame)) {
            rest.forEach(line -> position(line.split(" ", -1)));
            positionsAreTold();
        }
    }

    /** One chat that is behind is read, for more the list is. */
    private void positionsAreTold() {
        if (views.keySet().stream().filter(this::isBehind).count() > 1) {
            client.readList();
        } else {
            synced();
        }
    }

    private boolean isBehind(ChatId chat) {
        return view(chat).told > view(chat).have();
    }

    private void pushed(ChatId chat, Seen seen) {
        world.trace("%s, with %d of %s, is pushed %d", client, view(chat).have(), chat.local(), seen.seq());
        world.deliveries.pushed(client, chat, seen.seq(), view(chat).have());
        list(chat, new Listed(seen.seq(), 0, 0));
        known(chat, seen.seq());
        show(chat, seen);
        catchUp(chat);
    }

    private void position(String[] words) {
        ChatId chat = Given.chat(words[0]);
        world.trace("%s, with %d, is told of %s %s", client, view(chat).have(), words[0], words[1]);
        told(chat, Long.parseLong(words[1]));
    }

    private void show(ChatId chat, Seen seen) {
        View view = view(chat);
        if (seen.seq() == view.have() + 1) {
            view.shown.add(seen.text());
            world.checker.shown(client, chat, seen);
        }
    }

    void acked(ChatId chat, long seq) {
        list(chat, new Listed(seq, seq, 0));
        known(chat, seq);
    }

    // ---- what is read

    private void sync(ChatId chat) {
        long have = view(chat).have();
        long told = view(chat).told;
        read(chat, replyTo -> new ChatProtocol.ReadPage(client.user, have, 0, PAGE, replyTo), page -> {
            long before = view(chat).have();
            world.trace("%s, with %d, reads %s up to %s", client, before, chat.local(), page.newest());
            page.entries().forEach(entry -> show(chat, Seen.parse(entry)));
            // What was pushed while it was on its way is a gap still; a row may be ahead of the chat.
            if (view(chat).have() > before || view(chat).told > told) {
                catchUp(chat);
            }
        });
    }

    private void readNewest(ChatId chat) {
        read(chat, replyTo -> new ChatProtocol.ReadPage(client.user, null, 0, PAGE, replyTo), page -> {
            if (!page.entries().isEmpty()) {
                view(chat).drop();
                view(chat).base = Seen.parse(page.entries().get(0)).seq() - 1;
                page.entries().forEach(entry -> show(chat, Seen.parse(entry)));
            }
            catchUp(chat);
        });
    }

    private void read(
            ChatId chat,
            java.util.function.Function<parley.engine.client.ReplyTo, ChatProtocol.Message> question,
            java.util.function.Consumer<HubProtocol.Page> shown) {
        View view = view(chat);
        if (view.reading || !client.isConnected()) {
            return;
        }
        view.reading = true;
        long known = view.known;
        client.ask(replyTo -> client.tell(chat, question.apply(replyTo)), (at, reply) -> {
            view.reading = false;
            if (reply instanceof HubProtocol.Page page) {
                world.checker.paged(client, chat, known, page);
                shown.accept(page);
            } else if (reply instanceof HubProtocol.Refused refused) {
                world.checker.pageRefused(client, chat, known, refused.reason());
            }
            return true;
        });
    }
}
