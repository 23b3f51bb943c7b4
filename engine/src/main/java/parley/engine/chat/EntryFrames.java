package parley.engine.chat;

import java.util.ArrayList;
import java.util.List;
import parley.engine.client.PushEncoder;
import parley.engine.id.ChatId;

/** Cuts entries into frames that clients and nodes can take. */
final class EntryFrames {

    private EntryFrames() {}

    /** In order; at least one entry a frame, otherwise at most {@code bytesMax} of entries. */
    static List<byte[]> of(PushEncoder encoder, ChatId chat, List<byte[]> entries, int bytesMax) {
        List<byte[]> frames = new ArrayList<>();
        List<byte[]> cut = new ArrayList<>();
        long bytes = 0;
        for (byte[] entry : entries) {
            if (!cut.isEmpty() && bytes + entry.length > bytesMax) {
                frames.add(encoder.entries(chat, cut));
                cut = new ArrayList<>();
                bytes = 0;
            }
            cut.add(entry);
            bytes += entry.length;
        }
        if (!cut.isEmpty()) {
            frames.add(encoder.entries(chat, cut));
        }
        return frames;
    }
}
