package parley.gateway.ws;

import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.trace.MessageTraces;
import parley.gateway.wire.ClientFrame;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.ServerFrame;
import parley.gateway.wire.WireLimits;
import parley.gateway.ws.Request.Answer;
import parley.gateway.ws.Request.Outcome;

/** Turns the engine's replies into the frames that answer each kind of request. */
final class Answers {

    private final Surroundings around;
    private final Socket socket;

    Answers(Surroundings around, Socket socket) {
        this.around = around;
        this.socket = socket;
    }

    int pageMax() {
        return around.codec().limits().pageMax();
    }

    /** For a frame that came just now: from here on the sender waits. */
    Answer ack(ClientFrame.Send send, ChatId chat, @Nullable Span span) {
        long sinceNanos = nanoTime();
        MessageTimes times = around.counters().times;
        return reply -> {
            if (!(reply instanceof HubProtocol.Accepted accepted)) {
                return Outcome.UNEXPECTED;
            }
            Span acking = times.traces.acking(span, chat, accepted.seq(), accepted.duplicate());
            send(new ServerFrame.Ack(
                    send.id(),
                    send.chat(),
                    send.key(),
                    accepted.seq(),
                    accepted.messages(),
                    accepted.at(),
                    accepted.duplicate() ? Boolean.TRUE : null));
            times.ack.record(nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
            MessageTraces.end(acking);
            MessageTraces.end(span);
            return Outcome.DONE;
        };
    }

    Answer done(long id, String chat) {
        return reply -> reply instanceof HubProtocol.Accepted accepted
                ? done(new ServerFrame.Done(id, chat, accepted.seq()))
                : Outcome.UNEXPECTED;
    }

    /** The chat is described after it was created. */
    Answer created(long id) {
        Answer described = chat(id);
        return reply -> reply instanceof HubProtocol.Accepted ? Outcome.THEN : described.on(reply);
    }

    Answer chat(long id) {
        return reply -> reply instanceof HubProtocol.Described described
                ? done(new ServerFrame.ChatInfo(id, EngineFrames.chat(described.row())))
                : Outcome.UNEXPECTED;
    }

    Answer page(long id, String chat) {
        return reply -> {
            if (!(reply instanceof HubProtocol.Page page)) {
                return Outcome.UNEXPECTED;
            }
            ServerFrame frame = new ServerFrame.Page(
                    id, chat, List.of(), page.newest().seq(), page.newest().messages(), page.end());
            socket.reply(around.codec().encodeWith(frame, page.entries()));
            return Outcome.DONE;
        };
    }

    Answer members(long id, String chat) {
        return reply -> {
            if (!(reply instanceof HubProtocol.MemberPage page)) {
                return Outcome.UNEXPECTED;
            }
            List<ServerFrame.Member> members =
                    page.members().stream().map(EngineFrames::member).toList();
            String next = page.next() == null ? null : page.next().local();
            return done(new ServerFrame.MemberPage(id, chat, members, next, page.seq()));
        };
    }

    Answer receipts(long id, String chat) {
        return reply -> {
            if (!(reply instanceof HubProtocol.ReceiptList list)) {
                return Outcome.UNEXPECTED;
            }
            List<ServerFrame.UserReceipt> receipts = list.receipts().stream()
                    .limit(WireLimits.RECEIPTS_MAX)
                    .map(EngineFrames::receipt)
                    .toList();
            return done(new ServerFrame.ReceiptList(id, chat, receipts));
        };
    }

    Answer presence(long id) {
        return reply -> reply instanceof HubProtocol.PresenceStates states
                ? done(new ServerFrame.Presence(
                        id, states.states().stream().map(EngineFrames::presence).toList()))
                : Outcome.UNEXPECTED;
    }

    Answer list(long id) {
        ListParts parts = new ListParts(this);
        return reply -> {
            if (reply instanceof HubProtocol.Listed listed) {
                parts.begin();
                send(new ServerFrame.Listed(id, listed.buckets()));
                return Outcome.MORE;
            }
            return parts.on(reply);
        };
    }

    /** A part of the chat list, cut to frames; after the last one {@code synced}. */
    Outcome listPage(HubProtocol.ListPage page) {
        int chatsPerList = around.codec().limits().chatsPerList();
        List<InboxRow> rows = page.rows();
        for (int from = 0; from < rows.size(); from += chatsPerList) {
            List<InboxRow> part = rows.subList(from, Math.min(rows.size(), from + chatsPerList));
            send(new ServerFrame.ChatList(part.stream().map(EngineFrames::chat).toList()));
        }
        if (!page.last()) {
            return Outcome.MORE;
        }
        return done(new ServerFrame.Synced());
    }

    private long nanoTime() {
        return around.time().nanoTime().getAsLong();
    }

    void send(ServerFrame frame) {
        socket.reply(around.codec().encode(frame));
    }

    private Outcome done(ServerFrame frame) {
        send(frame);
        return Outcome.DONE;
    }
}
