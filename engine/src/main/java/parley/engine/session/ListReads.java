package parley.engine.session;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.ListChange;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox.InboxRow;

/**
 * How a session comes by its user's list: from the store, or from what it knows already ({@link KnownList}), and by asking the chats whose
 * rows are open. Whoever is registered is pushed what is acked later, so that the chats' answers leave nothing out. Confined to the
 * session's actor, which passes on the messages that are for it.
 */
final class ListReads {

    interface Message extends UserSession.Message {}

    private record Arrived(long asOf, @Nullable List<InboxRow> rows, Reader reader) implements Message {}

    private record HeadArrived(ChatProtocol.HeadTold told) implements Message {}

    private record HeadsAreLate(long reading) implements Message {}

    /** Told one of the two, once. */
    interface Reader {
        void arrived(List<InboxRow> rows);

        void failed();
    }

    private final ActorContext<UserSession.Message> context;
    private final TimerScheduler<UserSession.Message> timers;
    private final UserId user;
    private final SessionServices services;
    private final SessionSettings settings;
    private final KnownList known;
    /** From the first time that a row is open. */
    private @Nullable OpenRows openRows;

    ListReads(
            ActorContext<UserSession.Message> context,
            TimerScheduler<UserSession.Message> timers,
            UserId user,
            SessionServices services,
            SessionSettings settings) {
        this.context = context;
        this.timers = timers;
        this.user = user;
        this.services = services;
        this.settings = settings;
        this.known = new KnownList(services.keptRows());
    }

    /** What is known, if it will do for a client with this digest and these open chats; otherwise what the store has. */
    void read(@Nullable List<Long> digest, List<SessionProtocol.Open> open, Reader reader) {
        List<InboxRow> rows = known.rows(digest, open);
        if (rows == null) {
            readStore(known.why(), reader);
            return;
        }
        long asOf = known.begin();
        if (OpenRows.any(rows)) {
            withNewestHeads(rows, heads -> onHeadsOfKnown(asOf, heads, reader));
        } else {
            known.unread();
            services.lists().fromMemory.increment();
            reader.arrived(rows);
        }
    }

    /** Where a chat does not answer, the store may know what it would say. */
    private void onHeadsOfKnown(long asOf, List<InboxRow> rows, Reader reader) {
        if (OpenRows.any(rows)) {
            known.unread();
            readStore(KnownList.Unknown.UNSURE, reader);
        } else {
            services.lists().fromMemory.increment();
            finish(asOf, rows, reader);
        }
    }

    void readStore(KnownList.Unknown why, Reader reader) {
        services.lists().fromStore(why).increment();
        long asOf = known.begin();
        context.pipeToSelf(services.inbox().listOf(user), (rows, failure) -> new Arrived(asOf, rows, reader));
    }

    void on(Message message) {
        if (message instanceof Arrived arrived) {
            onArrived(arrived);
        } else if (message instanceof HeadArrived head) {
            if (openRows().told(head.told())) {
                timers.cancel(new HeadsAreLate(head.told().read()));
            }
        } else if (message instanceof HeadsAreLate late && openRows().isWaiting(late.reading())) {
            services.reached().chatAnswers.increment();
            openRows().giveUp(late.reading());
        }
    }

    private void onArrived(Arrived arrived) {
        List<InboxRow> rows = arrived.rows();
        if (rows == null) {
            known.unread();
            arrived.reader().failed();
        } else if (OpenRows.any(rows)) {
            withNewestHeads(rows, heads -> finish(arrived.asOf(), heads, arrived.reader()));
        } else {
            finish(arrived.asOf(), rows, arrived.reader());
        }
    }

    private void withNewestHeads(List<InboxRow> rows, Consumer<List<InboxRow>> then) {
        long reading = openRows().ask(rows, then);
        HeadsAreLate late = new HeadsAreLate(reading);
        timers.startSingleTimer(late, late, settings.chatAnswerWithin());
    }

    private OpenRows openRows() {
        OpenRows made = openRows;
        if (made == null) {
            made = new OpenRows(
                    user, services.engine(), context.messageAdapter(ChatProtocol.HeadTold.class, HeadArrived::new));
            openRows = made;
        }
        return made;
    }

    private void finish(long asOf, List<InboxRow> rows, Reader reader) {
        known.read(asOf, rows);
        reader.arrived(rows);
    }

    /** A frame was pushed; see {@link KnownList#changed}. */
    void changed(@Nullable ListChange change) {
        known.changed(change);
    }

    void readMoved(ChatId chat, Position read) {
        known.readMoved(chat, read);
    }

    /** The session may have missed something, or ends. */
    void forget() {
        known.forget(KnownList.Unknown.UNSURE);
    }
}
