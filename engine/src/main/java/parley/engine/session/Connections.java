package parley.engine.session;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final class Live {
        private final Place place;
        private DeviceId device;
        private long spokenOfMs;

        Live(Place place, DeviceId device) {
            this.place = place;
            this.device = device;
        }
    }

    /** Most users have one, and nobody many ({@code connections-max}): not changed, but made anew. */
    private List<Live> all = List.of();

    /** False if it was there already; then it was spoken of again. */
    boolean add(Place place, DeviceId device, long nowMs) {
        Live before = find(place);
        Live live = before == null ? new Live(place, device) : before;
        live.device = device;
        live.spokenOfMs = nowMs;
        if (before == null) {
            all = Stream.concat(all.stream(), Stream.of(live)).collect(Collectors.toUnmodifiableList());
        }
        return before == null;
    }

    private @Nullable Live find(Place place) {
        for (Live live : all) {
            if (live.place.equals(place)) {
                return live;
            }
        }
        return null;
    }

    boolean remove(Place place) {
        int before = all.size();
        all = all.stream().filter(live -> !live.place.equals(place)).collect(Collectors.toUnmodifiableList());
        return all.size() < before;
    }

    private List<Place> where(Predicate<Live> what) {
        return all.stream().filter(what).map(live -> live.place).toList();
    }

    List<Place> of(ActorRef<HubProtocol.Message> hub) {
        return where(live -> live.place.hub().equals(hub));
    }

    List<Place> of(DeviceId device) {
        return where(live -> live.device.equals(device));
    }

    /** Those that no hub has spoken of since: word that they ended was lost. */
    List<Place> notSpokenOfSince(long ms) {
        return where(live -> live.spokenOfMs < ms);
    }

    boolean contains(Place place) {
        return find(place) != null;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int count() {
        return all.size();
    }

    Optional<Place> oldest() {
        return all.stream().findFirst().map(live -> live.place);
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
        if (all.size() == 1) {
            Place only = all.get(0).place;
            if (which.test(only)) {
                only.hub().tell(new HubProtocol.Push(List.of(only.connection()), frame, journey));
            }
            return;
        }
        Map<ActorRef<HubProtocol.Message>, List<Long>> byHub = all.stream()
                .map(live -> live.place)
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
