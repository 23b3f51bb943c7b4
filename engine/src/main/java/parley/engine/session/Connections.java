package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.engine.client.HubProtocol;
import parley.engine.client.HubProtocol.CloseReason;
import parley.engine.client.Journey;
import parley.engine.client.ReplyTo;
import parley.engine.id.DeviceId;

/** The live connections of one user, oldest first. Confined to the user's session. */
final class Connections {

    /** Where a connection is: numbers are unique within their hub. */
    record Place(ActorRef<HubProtocol.Message> hub, long connection) {

        static Place of(ReplyTo replyTo) {
            return new Place(replyTo.hub(), replyTo.connection());
        }
    }

    private final Map<Place, DeviceId> devices = new LinkedHashMap<>();
    private final Map<Place, Long> spokenOfMs = new HashMap<>();

    /** False if it was there already; then it was spoken of again. */
    boolean add(Place place, DeviceId device, long nowMs) {
        spokenOfMs.put(place, nowMs);
        return devices.put(place, device) == null;
    }

    boolean remove(Place place) {
        spokenOfMs.remove(place);
        return devices.remove(place) != null;
    }

    /** Returns those that were there. */
    List<Place> removeHub(ActorRef<HubProtocol.Message> hub) {
        List<Place> gone = devices.keySet().stream()
                .filter(place -> place.hub().equals(hub))
                .toList();
        gone.forEach(this::remove);
        return gone;
    }

    /** Those that no hub has spoken of since: word that they ended was lost. */
    List<Place> notSpokenOfSince(long ms) {
        return devices.keySet().stream()
                .filter(place -> spokenOfMs.getOrDefault(place, ms) < ms)
                .toList();
    }

    boolean contains(Place place) {
        return devices.containsKey(place);
    }

    boolean isEmpty() {
        return devices.isEmpty();
    }

    int count() {
        return devices.size();
    }

    boolean usesHub(ActorRef<HubProtocol.Message> hub) {
        return devices.keySet().stream().anyMatch(place -> place.hub().equals(hub));
    }

    Optional<Place> oldest() {
        return devices.keySet().stream().findFirst();
    }

    List<Place> of(DeviceId device) {
        return devices.entrySet().stream()
                .filter(entry -> entry.getValue().equals(device))
                .map(Map.Entry::getKey)
                .toList();
    }

    void push(byte[] frame) {
        push(frame, place -> true);
    }

    void push(byte[] frame, @Nullable Journey journey) {
        push(frame, journey, place -> true);
    }

    void push(byte[] frame, Predicate<Place> which) {
        push(frame, null, which);
    }

    /** One message a hub, whatever the number of connections. */
    private void push(byte[] frame, @Nullable Journey journey, Predicate<Place> which) {
        Map<ActorRef<HubProtocol.Message>, List<Long>> byHub = devices.keySet().stream()
                .filter(which)
                .collect(Collectors.groupingBy(
                        Place::hub, LinkedHashMap::new, Collectors.mapping(Place::connection, Collectors.toList())));
        byHub.forEach((hub, connections) -> hub.tell(new HubProtocol.Push(connections, frame, journey)));
    }

    static void confirm(Place place) {
        place.hub().tell(new HubProtocol.Registered(List.of(place.connection())));
    }

    static void close(Place place, CloseReason reason) {
        place.hub().tell(new HubProtocol.Close(List.of(place.connection()), reason));
    }
}
