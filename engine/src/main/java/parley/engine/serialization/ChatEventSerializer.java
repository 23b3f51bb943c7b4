package parley.engine.serialization;

import akka.serialization.SerializerWithStringManifest;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.Map;
import java.util.stream.Collectors;
import parley.engine.chat.domain.ChatEvent;

/**
 * Chat events as JSON under manifests of our own, never class names: a package may move, a stored event may not. Each manifest
 * has a golden file; a changed meaning is a new manifest. Thread-safe.
 */
public final class ChatEventSerializer extends SerializerWithStringManifest {

    /** Stored with each row; never changes. */
    public static final int IDENTIFIER = 7_701;

    static final Map<String, Class<? extends ChatEvent>> MANIFESTS = Map.of(
            "chat.created.v1", ChatEvent.Created.class,
            "chat.posted.v1", ChatEvent.Posted.class,
            "chat.members-added.v1", ChatEvent.MembersAdded.class,
            "chat.member-removed.v1", ChatEvent.MemberRemoved.class,
            "chat.member-left.v1", ChatEvent.MemberLeft.class,
            "chat.renamed.v1", ChatEvent.Renamed.class,
            "chat.opened.v1", ChatEvent.Opened.class);

    private static final Map<Class<?>, String> BY_CLASS =
            MANIFESTS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object event) {
        String manifest = BY_CLASS.get(event.getClass());
        if (manifest == null) {
            throw new IllegalArgumentException("no manifest: " + event.getClass());
        }
        return manifest;
    }

    @Override
    public byte[] toBinary(Object event) {
        return StoredJson.write(event);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        Class<? extends ChatEvent> type = MANIFESTS.get(manifest);
        if (type == null) {
            throw new NotSerializableException("manifest: " + manifest + " (expected: one this version knows)");
        }
        try {
            return StoredJson.read(bytes, type);
        } catch (IOException e) {
            throw new NotSerializableException(manifest + ": " + e.getMessage());
        }
    }
}
