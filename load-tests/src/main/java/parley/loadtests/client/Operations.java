package parley.loadtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that have no final answer yet. What asks a chat to do something travels in the chat's lane, in order, at most some at a
 * time; what only reads has a lane of its own. A request is sent again, with the same content, when its answer is late, when the answer
 * is a retryable error, and on the next connection. Confined to the client's serial.
 */
final class Operations {

    private final ClientSettings settings;
    private final Serial serial;
    private final ClientRuntime runtime;
    private final Map<String, Set<Operation>> lanes = new LinkedHashMap<>();
    private final Map<Long, Operation> sent = new HashMap<>();
    private final Set<String> starved = new LinkedHashSet<>();
    private final Runnable doubt;
    private @Nullable Consumer<String> wire;
    private @Nullable WireException ended;
    private long lastId;
    private long lastNumber;
    private int accepted;
    private int inFlight;
    private long retries;

    /** @param doubt told when an answer is late: the connection may be dead */
    Operations(ClientRuntime runtime, Serial serial, Runnable doubt) {
        this.doubt = doubt;
        this.runtime = runtime;
        this.settings = runtime.settings();
        this.serial = serial;
    }

    /** An id that was not used on any connection of this client. */
    long nextId() {
        lastId++;
        return lastId;
    }

    /** How often something was sent again. */
    long retries() {
        return retries;
    }

    /** Something that reads: waits for nothing else. */
    CompletionStage<JsonNode> ask(ObjectNode frame) {
        return submit(new Operation(frame, "#" + (lastNumber + 1), nextNumber(), runtime.newBackoff()));
    }

    /** Something that a chat is to do, after what it was asked before; {@code beforeFirst} is called when it is sent first. */
    CompletionStage<JsonNode> command(ObjectNode frame, String chat, Consumer<ObjectNode> beforeFirst) {
        return submit(new Operation(frame, chat, nextNumber(), runtime.newBackoff()).beforeFirst(beforeFirst));
    }

    /** The client is current on a connection: sends what waits, oldest first. */
    void online(Consumer<String> connection) {
        wire = connection;
        List<Set<Operation>> oldestFirst = new ArrayList<>(lanes.values());
        oldestFirst.sort(Comparator.comparingLong(lane -> lane.iterator().next().number));
        oldestFirst.forEach(this::pump);
    }

    /** The connection is gone: nothing that was in flight will be answered. */
    void offline() {
        wire = null;
        sent.clear();
        starved.clear();
        inFlight = 0;
        lanes.values()
                .forEach(lane -> lane.forEach(operation -> {
                    operation.landed();
                    operation.ids.clear();
                }));
    }

    /** The client ends: all that is open fails, and so does what comes. */
    void end(WireException why) {
        offline();
        ended = why;
        List<Operation> open = new ArrayList<>();
        lanes.values().forEach(open::addAll);
        open.forEach(operation -> finish(operation, () -> operation.reply.completeExceptionally(why)));
    }

    /** Takes an answer. Returns false if nothing was ever asked with this id. */
    boolean onReply(long id, JsonNode frame) {
        Operation operation = sent.get(id);
        if (operation == null) {
            return id >= 1 && id <= lastId;
        }
        if (!frame.path("type").asText().equals("error")) {
            finish(operation, () -> operation.reply.complete(frame));
            return true;
        }
        WireException error = WireException.ofError(frame);
        if (!error.retryable()) {
            finish(operation, () -> operation.reply.completeExceptionally(error));
        } else if (operation.currentId == id) {
            land(operation);
            pause(operation, error.retryAfter());
        }
        return true;
    }

    private CompletionStage<JsonNode> submit(Operation operation) {
        if (ended != null) {
            return CompletableFuture.failedStage(ended);
        }
        if (accepted >= settings.limits().operationsMax()) {
            return CompletableFuture.failedStage(
                    WireException.of(WireException.CLIENT_FULL, accepted + " operations are open"));
        }
        accepted++;
        Set<Operation> lane = lanes.computeIfAbsent(operation.lane, name -> new LinkedHashSet<>());
        lane.add(operation);
        operation.awaitUntil(serial.after(settings.timing().operationDeadline(), () -> giveUp(operation)));
        pump(lane);
        return operation.reply;
    }

    private void pump(Set<Operation> lane) {
        Consumer<String> connection = wire;
        int allowed = settings.limits().inFlightPerChatMax();
        for (Operation operation : lane) {
            if (connection == null || operation.pausing || allowed == 0) {
                return;
            }
            allowed--;
            if (operation.inFlight()) {
                continue;
            }
            if (inFlight >= settings.limits().inFlightMax()) {
                starved.add(operation.lane);
                return;
            }
            transmit(operation, connection);
        }
    }

    private void transmit(Operation operation, Consumer<String> connection) {
        long id = nextId();
        if (operation.tries > 0) {
            retries++;
        }
        inFlight++;
        sent.put(id, operation);
        Duration patience = settings.timing().requestTimeout();
        connection.accept(operation.sentAs(id, serial.after(patience, () -> onLate(operation, id))));
    }

    private void onLate(Operation operation, long id) {
        if (operation.currentId == id) {
            land(operation);
            pumpLane(operation.lane);
            doubt.run();
        }
    }

    private void pause(Operation operation, Duration asked) {
        Duration own = operation.backoff.next();
        operation.pausing = true;
        serial.after(asked.isZero() ? own : asked, () -> {
            operation.pausing = false;
            pumpLane(operation.lane);
        });
    }

    private void giveUp(Operation operation) {
        WireException late = WireException.of(
                WireException.DEADLINE, "no answer within " + settings.timing().operationDeadline());
        finish(operation, () -> operation.reply.completeExceptionally(late));
    }

    private void land(Operation operation) {
        if (operation.inFlight()) {
            inFlight--;
        }
        operation.landed();
    }

    private void finish(Operation operation, Runnable settle) {
        Set<Operation> lane = lanes.get(operation.lane);
        if (lane == null || !lane.remove(operation)) {
            return;
        }
        accepted--;
        land(operation);
        operation.finished();
        operation.ids.forEach(sent::remove);
        if (lane.isEmpty()) {
            lanes.remove(operation.lane);
        }
        settle.run();
        pumpLane(operation.lane);
        feedStarved();
    }

    private void feedStarved() {
        while (!starved.isEmpty() && inFlight < settings.limits().inFlightMax()) {
            String name = starved.iterator().next();
            starved.remove(name);
            pumpLane(name);
        }
    }

    private void pumpLane(String name) {
        Set<Operation> lane = lanes.get(name);
        if (lane != null) {
            pump(lane);
        }
    }

    private long nextNumber() {
        lastNumber++;
        return lastNumber;
    }
}
