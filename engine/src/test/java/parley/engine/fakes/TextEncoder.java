package parley.engine.fakes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.PushEncoder;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/** Frames that a test can read: {@code 2 text of k2}, {@code entries [1 Created][2 text of k2]}, {@code typing u_ann true}. */
public final class TextEncoder implements PushEncoder {

    public static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] entry(StoredEntry entry) {
        ChatEvent event = entry.entry().event();
        String what = event instanceof ChatEvent.Posted posted
                ? posted.text()
                : event.getClass().getSimpleName();
        return bytes(entry.seq() + " " + what);
    }

    @Override
    public byte[] entries(ChatId chat, List<byte[]> entries) {
        return bytes("entries "
                + entries.stream().map(entry -> "[" + text(entry) + "]").collect(Collectors.joining()));
    }

    @Override
    public byte[] receipt(ChatId chat, UserId user, long deliveredSeq, long readSeq) {
        return bytes("receipt " + user.local() + " " + deliveredSeq + " " + readSeq);
    }

    @Override
    public byte[] typing(ChatId chat, UserId user, boolean on) {
        return bytes("typing " + user.local() + " " + on);
    }

    @Override
    public byte[] position(ChatId chat, Position read) {
        return bytes("position " + chat.local() + " " + read.seq() + "/" + read.messages());
    }

    @Override
    public byte[] presence(List<PresenceState> states) {
        return bytes("presence "
                + states.stream()
                        .map(state -> state.user().local() + "=" + state.online())
                        .sorted()
                        .collect(Collectors.joining(" ")));
    }

    @Override
    public byte[] positions(List<ChatPosition> positions) {
        return bytes("positions "
                + positions.stream()
                        .map(position -> position.chat().local() + "="
                                + position.newest().seq() + " read "
                                + position.read().seq())
                        .collect(Collectors.joining(" ")));
    }
}
