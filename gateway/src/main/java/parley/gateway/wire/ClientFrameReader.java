package parley.gateway.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import parley.gateway.wire.ClientFrame.OpenChat;
import parley.gateway.wire.Field.BadField;

/** Knows the fields of each type of client frame. */
final class ClientFrameReader {

    private final WireLimits limits;
    private final Map<String, Reader> readers = new HashMap<>();

    ClientFrameReader(WireLimits limits) {
        this.limits = limits;
        addConnectionFrames();
        addChatFrames();
        addReads();
    }

    @FunctionalInterface
    interface Reader {
        ClientFrame read(Field frame) throws BadField;
    }

    /** Null for a type that does not exist. */
    @Nullable
    Reader of(String type) {
        return readers.get(type);
    }

    static long idOf(Field frame) throws BadField {
        return frame.get("id").number(1, WireLimits.NUMBER_MAX);
    }

    private static @Nullable Long optionalIdOf(Field frame) throws BadField {
        return frame.find("id") == null ? null : Long.valueOf(idOf(frame));
    }

    private void addConnectionFrames() {
        readers.put("hello", this::hello);
        readers.put("list", frame -> new ClientFrame.ListChats(idOf(frame), digest(frame)));
        readers.put(
                "token",
                frame -> new ClientFrame.Token(idOf(frame), frame.get("token").text(limits.tokenUnitsMax())));
        readers.put("ping", frame -> new ClientFrame.Ping(idOf(frame)));
        readers.put("resynced", frame -> new ClientFrame.Resynced(idOf(frame)));
        readers.put(
                "watch_presence",
                frame -> new ClientFrame.WatchPresence(
                        idOf(frame), frame.get("users").list(0, limits.watchedMax(), Field::id)));
    }

    private void addChatFrames() {
        readers.put("create_chat", this::createChat);
        readers.put("add_members", this::addMembers);
        readers.put(
                "remove_member",
                frame -> new ClientFrame.RemoveMember(
                        idOf(frame), chat(frame), key(frame), frame.get("user").id()));
        readers.put("leave", frame -> new ClientFrame.Leave(idOf(frame), chat(frame), key(frame)));
        readers.put(
                "rename",
                frame -> new ClientFrame.Rename(
                        idOf(frame), chat(frame), key(frame), frame.get("title").text(limits.titleUnitsMax())));
        readers.put("send", this::send);
        readers.put(
                "delivered",
                frame -> new ClientFrame.Delivered(
                        optionalIdOf(frame), chat(frame), frame.get("seq").seq()));
        readers.put(
                "read",
                frame -> new ClientFrame.Read(
                        optionalIdOf(frame), chat(frame), frame.get("seq").seq()));
        readers.put(
                "typing",
                frame -> new ClientFrame.Typing(chat(frame), frame.get("on").flag()));
    }

    private void addReads() {
        readers.put("get_chat", frame -> new ClientFrame.GetChat(idOf(frame), chat(frame)));
        readers.put("receipts", frame -> new ClientFrame.Receipts(idOf(frame), chat(frame)));
        readers.put(
                "sync",
                frame -> new ClientFrame.Sync(
                        idOf(frame), chat(frame), frame.get("after").seq()));
        readers.put("history", this::history);
        readers.put("members", this::members);
    }

    private ClientFrame hello(Field frame) throws BadField {
        long id = idOf(frame);
        frame.get("version").number(1, 1);
        Field token = frame.find("token");
        Field chats = frame.find("chats");
        return new ClientFrame.Hello(
                id,
                token == null ? null : token.text(limits.tokenUnitsMax()),
                chats == null
                        ? List.of()
                        : chats.list(
                                0,
                                limits.openChatsMax(),
                                open -> new OpenChat(chat(open), open.get("seq").seq())),
                digest(frame));
    }

    private ClientFrame createChat(Field frame) throws BadField {
        long id = idOf(frame);
        Field kind = frame.get("kind");
        return switch (kind.text(WireLimits.ID_CHARS_MAX)) {
            case "direct" ->
                new ClientFrame.CreateDirect(id, key(frame), frame.get("user").id());
            case "group" ->
                new ClientFrame.CreateGroup(
                        id,
                        key(frame),
                        frame.get("title").text(limits.titleUnitsMax()),
                        frame.get("users").list(0, limits.usersMax(), Field::id));
            default -> throw kind.bad("neither direct nor group");
        };
    }

    private ClientFrame addMembers(Field frame) throws BadField {
        return new ClientFrame.AddMembers(
                idOf(frame), chat(frame), key(frame), frame.get("users").list(1, limits.usersMax(), Field::id));
    }

    private ClientFrame send(Field frame) throws BadField {
        return new ClientFrame.Send(
                idOf(frame),
                chat(frame),
                key(frame),
                frame.get("since").seq(),
                frame.get("text").text(limits.textUnitsMax()));
    }

    private ClientFrame history(Field frame) throws BadField {
        long id = idOf(frame);
        Field after = frame.find("after");
        Field before = frame.find("before");
        if (after != null && before != null) {
            throw after.bad("not together with before");
        }
        return new ClientFrame.History(
                id,
                chat(frame),
                after == null ? null : Long.valueOf(after.seq()),
                before == null ? null : Long.valueOf(before.number(1, WireLimits.NUMBER_MAX)),
                limit(frame, WireLimits.HISTORY_DEFAULT));
    }

    private ClientFrame members(Field frame) throws BadField {
        Field after = frame.find("after");
        return new ClientFrame.Members(
                idOf(frame), chat(frame), after == null ? null : after.id(), limit(frame, WireLimits.MEMBERS_DEFAULT));
    }

    private int limit(Field frame, int otherwise) throws BadField {
        Field limit = frame.find("limit");
        return limit == null ? Math.min(otherwise, limits.pageMax()) : (int) limit.number(1, limits.pageMax());
    }

    private static @Nullable List<String> digest(Field frame) throws BadField {
        Field digest = frame.find("digest");
        return digest == null
                ? null
                : digest.list(WireLimits.DIGEST_BUCKETS, WireLimits.DIGEST_BUCKETS, ClientFrameReader::bucketHash);
    }

    private static String bucketHash(Field element) throws BadField {
        String hash = element.text(WireLimits.DIGEST_HEX_DIGITS);
        boolean hex = hash.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        if (!hex || hash.length() != WireLimits.DIGEST_HEX_DIGITS) {
            throw element.bad("not " + WireLimits.DIGEST_HEX_DIGITS + " hexadecimal digits in lower case");
        }
        return hash;
    }

    private static String chat(Field frame) throws BadField {
        return frame.get("chat").id();
    }

    private static String key(Field frame) throws BadField {
        return frame.get("key").id();
    }
}
