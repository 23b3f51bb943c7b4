package parley.gateway.ws;

import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.id.ChatId;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.trace.MessageTraces;
import parley.gateway.wire.ClientFrame;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.FrameCodec;
import parley.gateway.wire.ServerFrame;
import parley.gateway.wire.WireLimits;
import parley.gateway.ws.Request.Answer;
import parley.gateway.ws.Request.Outcome;

/** Turns the engine's replies into the frames that answer each kind of request. */
final class Answers {

    private final FrameCodec codec;
    private final Consumer<byte[]> out;
    private final MessageTimes times;
    private final LongSupplier nanoTime;

    Answers(Surroundings around, Consumer<byte[]> out) {
        this.codec = around.codec();
        this.times = around.counters().times;
        this.nanoTime = around.time().nanoTime();
        this.out = out;
    }

    int pageMax() {
        return codec.limits().pageMax();
    }

    /** For a frame that came just now: from here on the sender waits. */
    Answer ack(ClientFrame.Send send, ChatId chat, @Nullable Span span) {
        long sinceNanos = nanoTime.getAsLong();
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
            times.ack.record(nanoTime.getAsLong() - sinceNanos, TimeUnit.NANOSECONDS);
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
            out.accept(codec.encodeWith(frame, page.entries()));
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
        int chatsPerList = codec.limits().chatsPerList();
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

    void send(ServerFrame frame) {
        out.accept(codec.encode(frame));
    }

    private Outcome done(ServerFrame frame) {
        send(frame);
        return Outcome.DONE;
    }
}
