package parley.engine.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import parley.engine.chat.domain.ChatEvent;
import parley.engine.client.HubProtocol.PresenceState;
import parley.engine.client.PushEncoder;
import parley.engine.fakes.Given;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.UserId;
import parley.engine.journal.ChatHistory.StoredEntry;

/** What clients read: a word, and lines. An entry says all that a client could tell it by. */
final class Frames implements PushEncoder {

    /** One entry as a client sees it. */
    record Seen(long seq, String text) {
        static Seen parse(String line) {
            int space = line.indexOf(' ');
            return new Seen(Long.parseLong(line.substring(0, space)), line);
        }

        static Seen parse(byte[] entry) {
            return parse(Frames.text(entry));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    static String textOf(StoredEntry entry) {
        ChatEvent event = entry.entry().event();
        return entry.seq() + " " + entry.entry().messages() + " " + event;
    }

    static boolean isEntries(byte[] frame) {
        return frame[0] == 'E';
    }

    static boolean isPositions(byte[] frame) {
        return frame[0] == 'P';
    }

    static ChatId chatOf(byte[] frame) {
        return Given.chat(lines(frame).get(0).substring(2));
    }

    static List<String> lines(byte[] frame) {
        return Arrays.asList(text(frame).split("\n", -1));
    }

    @Override
    public byte[] entry(StoredEntry entry) {
        return bytes(textOf(entry));
    }

    @Override
    public byte[] entries(ChatId chat, List<byte[]> entries) {
        return bytes(
                "E " + chat.local() + "\n" + entries.stream().map(Frames::text).collect(Collectors.joining("\n")));
    }

    @Override
    public byte[] receipt(ChatId chat, UserId user, long deliveredSeq, long readSeq) {
        return bytes("R " + chat.local() + "\n" + user.local() + " " + deliveredSeq + " " + readSeq);
    }

    @Override
    public byte[] typing(ChatId chat, UserId user, boolean on) {
        return bytes("T");
    }

    @Override
    public byte[] position(ChatId chat, Position read) {
        return bytes("O " + chat.local() + "\n" + read.seq());
    }

    @Override
    public byte[] presence(List<PresenceState> states) {
        return bytes("S");
    }

    @Override
    public byte[] positions(List<ChatPosition> positions) {
        return bytes("P\n"
                + positions.stream()
                        .map(each -> each.chat().local() + " " + each.newest().seq() + " "
                                + each.read().seq())
                        .collect(Collectors.joining("\n")));
    }
}
