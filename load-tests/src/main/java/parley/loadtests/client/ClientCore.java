package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the protocol for one client: what each frame changes, and what is asked for when. Confined to the client's serial.
 */
final class ClientCore implements Party, Replicas.Puller {

    static final int PROTOCOL_VERSION = 1;

    private static final int HELLO_CHATS_MAX = 100;
    private static final int PAGE_MAX = 200;
    private static final Logger log = LoggerFactory.getLogger(ClientCore.class);

    final Operations operations;
    final Replicas replicas;
    final ChatList list;
    final Positions positions;
    final Link link;
    final CompletableFuture<Void> firstSynced = new CompletableFuture<>();

    private final String me;
    private final WireListener listener;
    private final boolean autoDelivered;
    private final Set<String> learning = new HashSet<>();
    private @Nullable CompletableFuture<Void> listing;
    private int syncedDue;
    private boolean current;

    ClientCore(HttpApi api, Serial serial, Tokens tokens, WireListener listener) {
        ClientRuntime runtime = api.runtime();
        ClientSettings settings = runtime.settings();
        this.me = tokens.session().user();
        this.listener = listener;
        this.autoDelivered = settings.autoDelivered();
        this.operations = new Operations(runtime, serial, this::doubtLink);
        this.list = new ChatList(settings.limits().chatsMax());
        this.positions = new Positions(serial, settings.timing().positionDelay(), operations::ask);
        this.replicas = new Replicas(settings.limits(), serial, this, new Applying());
        this.link = new Link(api, serial, tokens, this);
    }

    private void doubtLink() {
        link.doubt();
    }

    /** What the client knows the chat to have: the {@code since} of a message that is sent now. */
    long knownSeq(String chat) {
        Replica replica = replicas.find(chat);
        ChatSummary summary = list.find(chat);
        return Math.max(replica == null ? 0 : replica.have(), summary == null ? 0 : summary.seq());
    }

    /** Asks for the chat list where it differs; completes when it is complete. */
    CompletionStage<Void> refreshList() {
        CompletableFuture<Void> underway = listing;
        if (underway != null) {
            return underway;
        }
        CompletableFuture<Void> complete = new CompletableFuture<>();
        listing = complete;
        ObjectNode ask = withDigest(Frames.frame("list"));
        operations.ask(ask).whenComplete((listed, failure) -> {
            if (failure != null) {
                listing = null;
                complete.completeExceptionally(failure);
            }
        });
        return complete;
    }

    @Override
    public CompletionStage<Answers.Page> after(String chat, long seq) {
        return page(Frames.frame("sync").put("chat", chat).put("after", seq));
    }

    @Override
    public CompletionStage<Answers.Page> newest(String chat) {
        return page(Frames.frame("history").put("chat", chat).put("limit", PAGE_MAX));
    }

    CompletionStage<Answers.Page> page(ObjectNode ask) {
        return operations.ask(ask).thenApply(page -> Frames.as(page, Answers.Page.class));
    }

    @Override
    public long nextId() {
        return operations.nextId();
    }

    @Override
    public ObjectNode hello() {
        ObjectNode hello = Frames.frame("hello").put("version", PROTOCOL_VERSION);
        ArrayNode chats = hello.putArray("chats");
        for (String chat : replicas.newest(HELLO_CHATS_MAX)) {
            Replica replica = replicas.find(chat);
            if (replica != null) {
                chats.addObject().put("chat", chat).put("seq", replica.have());
            }
        }
        return withDigest(hello);
    }

    private ObjectNode withDigest(ObjectNode frame) {
        List<String> digest = list.digest();
        if (digest != null) {
            frame.set("digest", Frames.texts(digest));
        }
        return frame;
    }

    @Override
    public void onWelcome(Answers.Welcome welcome) {
        syncedDue = 1;
        list.replace(welcome.buckets());
        for (Answers.OpenChat chat : welcome.open()) {
            if (chat.continuity().equals("reset")) {
                replicas.reset(chat.chat(), chat.seq());
            } else if (chat.continuity().equals("too_long")) {
                replicas.tooLong(chat.chat());
            } else {
                replicas.heard(chat.chat(), chat.seq());
            }
        }
        listener.onWelcome(welcome);
    }

    @Override
    public void onOtherHistory() {
        list.forget();
        replicas.restartAll();
    }

    @Override
    public void onFrame(String type, JsonNode frame) {
        boolean reply = frame.path("id").canConvertToLong();
        if (type.equals("listed")) {
            syncedDue++;
            list.replace(Frames.list(frame, "buckets", Integer.class));
        }
        if (reply) {
            if (!operations.onReply(frame.path("id").asLong(), frame)) {
                listener.onViolation("a reply to nothing that was asked, type " + type);
            }
            return;
        }
        onPush(type, frame);
    }

    private void onPush(String type, JsonNode frame) {
        switch (type) {
            case "entries" -> onEntries(Frames.text(frame, "chat"), Frames.list(frame, "entries", Entry.class));
            case "list" -> Frames.list(frame, "chats", ChatSummary.class).forEach(list::put);
            case "synced" -> onSynced();
            case "heartbeat" -> onHeartbeat(frame);
            case "position" -> list.read(Frames.text(frame, "chat"), readOf(frame));
            case "goaway" -> link.moveAfter(Duration.ofMillis(Frames.number(frame, "reconnectAfterMs")));
            case "resync" -> onResync();
            case "error" ->
                listener.onViolation(
                        "an error without an id: " + frame.path("code").asText());
            default -> {}
        }
        if (!type.equals("entries") && !type.equals("list") && !type.equals("synced")) {
            listener.onPush(type, frame);
        }
    }

    private void onEntries(String chat, List<Entry> entries) {
        entries.forEach(entry -> list.apply(chat, entry, me));
        replicas.push(chat, entries);
        learn(chat);
    }

    /** Asks for a chat that is not in the list; once at a time. */
    private void learn(String chat) {
        if (list.find(chat) == null && learning.add(chat)) {
            operations
                    .ask(Frames.frame("get_chat").put("chat", chat))
                    .thenAccept(reply -> list.put(Frames.as(reply.path("chat"), ChatSummary.class)))
                    .whenComplete((learnt, failure) -> learning.remove(chat));
        }
    }

    private void onSynced() {
        list.complete();
        list.all().forEach(chat -> replicas.heard(chat.chat(), chat.seq()));
        CompletableFuture<Void> complete = listing;
        listing = null;
        if (complete != null) {
            complete.complete(null);
        }
        if (syncedDue == 0) {
            listener.onViolation("a synced that was not asked for");
        } else {
            syncedDue--;
        }
        if (current) {
            replicas.pullAll();
        }
    }

    private void onHeartbeat(JsonNode frame) {
        for (JsonNode position : frame.path("positions")) {
            String chat = Frames.text(position, "chat");
            replicas.heardLive(chat, Frames.number(position, "seq"));
            if (position.has("read")) {
                list.read(chat, readOf(position));
            }
            learn(chat);
        }
    }

    private static Position readOf(JsonNode frame) {
        return Frames.as(frame.path("read"), Position.class);
    }

    /** The server pushes again after {@code resynced}: a list that is asked for later misses nothing, one from before may. */
    private void onResync() {
        CompletionStage<Void> earlier = listing == null ? CompletableFuture.completedStage(null) : listing;
        operations
                .ask(Frames.frame("resynced"))
                .thenCompose(done -> earlier.exceptionally(failed -> null))
                .thenCompose(listed -> refreshList())
                .whenComplete((listed, failure) -> {
                    if (failure != null) {
                        log.info(
                                "resync given up user={} reason={}",
                                me,
                                Failures.unwrap(failure).getMessage());
                    }
                });
    }

    @Override
    public void onCurrent(String socketUrl) {
        current = true;
        operations.online(link::send);
        replicas.pullAll();
        firstSynced.complete(null);
        listener.onSynced(socketUrl);
    }

    @Override
    public void onRenewed(String token) {
        operations.ask(Frames.frame("token").put("token", token));
    }

    @Override
    public void onDown(int code, String reason) {
        current = false;
        syncedDue = 0;
        operations.offline();
        listener.onDisconnected(code, reason);
    }

    @Override
    public void onEnded(int code, String reason) {
        listener.onEnded(code, reason);
        WireException why = WireException.of(WireException.ENDED, code + " " + reason);
        operations.end(why);
        firstSynced.completeExceptionally(why);
    }

    /** Notes what was received before the listener hears of it. */
    private final class Applying implements WireListener {
        @Override
        public void onEntry(String chat, Entry entry) {
            list.apply(chat, entry, me);
            if (autoDelivered) {
                positions.delivered(chat, entry.seq());
            }
            listener.onEntry(chat, entry);
        }

        @Override
        public void onRestarted(String chat, long afterSeq) {
            listener.onRestarted(chat, afterSeq);
        }

        @Override
        public void onViolation(String what) {
            listener.onViolation(what);
        }
    }
}
