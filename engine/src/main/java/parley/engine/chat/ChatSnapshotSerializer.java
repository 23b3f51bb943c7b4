package parley.engine.chat;

import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;
import parley.engine.chat.domain.ChatSnapshot;
import parley.engine.serialization.StoredJson;

/** Snapshots of {@link ChatLog} as JSON. One that cannot be read is ignored by recovery, which then replays the log. */
public final class ChatSnapshotSerializer extends SerializerWithStringManifest {

    /** Stored with each snapshot; never changes. */
    public static final int IDENTIFIER = 7_702;

    static final String MANIFEST = "chat.snapshot.v1";

    /** What is stored: the state and the epoch of its last entry. */
    private record Stored(long epoch, ChatSnapshot chat) {}

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object state) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object state) {
        ChatLogState log = (ChatLogState) state;
        return StoredJson.write(new Stored(log.epoch(), ChatSnapshot.of(log.chat())));
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (!manifest.equals(MANIFEST)) {
            throw new NotSerializableException("manifest: " + manifest + " (expected: " + MANIFEST + ")");
        }
        try {
            Stored stored = StoredJson.read(bytes, Stored.class);
            return new ChatLogState(stored.chat().restore(), stored.epoch());
        } catch (java.io.IOException e) {
            throw new NotSerializableException(manifest + ": " + e.getMessage());
        }
    }
}
