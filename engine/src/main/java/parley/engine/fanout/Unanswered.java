package parley.engine.fanout;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parley.engine.id.UserId;

/** Sent, and not answered yet. Bounded by count, bytes and tries. Confined to the node's {@link FanOut}. */
final class Unanswered {

    /** Sends under this id, each time it is called. */
    interface Sender {
        void send(long id);
    }

    private static final class Sent {
        private final List<UserId> users;
        private final long bytes;
        private final Sender sender;
        private int tries = 1;
        private boolean fresh = true;

        Sent(List<UserId> users, long bytes, Sender sender) {
            this.users = users;
            this.bytes = bytes;
            this.sender = sender;
        }
    }

    private final int countMax;
    private final long bytesMax;
    private final int triesMax;
    private final Map<Long, Sent> byId = new LinkedHashMap<>();
    private long bytes;
    private long lastId;

    Unanswered(int countMax, long bytesMax, int triesMax) {
        this.countMax = countMax;
        this.bytesMax = bytesMax;
        this.triesMax = triesMax;
    }

    /** Sends once in any case; false when there is no room to remember it, so that it will not be sent again. */
    boolean send(List<UserId> users, byte[] frame, Sender sender) {
        long id = ++lastId;
        sender.send(id);
        if (byId.size() >= countMax || bytes + frame.length > bytesMax) {
            return false;
        }
        bytes += frame.length;
        byId.put(id, new Sent(users, frame.length, sender));
        return true;
    }

    void answered(long id) {
        Sent sent = byId.remove(id);
        if (sent != null) {
            bytes -= sent.bytes;
        }
    }

    /** Sends again what has waited for a whole interval; returns for whom was given up. Called once an interval. */
    List<List<UserId>> resend() {
        List<List<UserId>> givenUp = new ArrayList<>();
        Iterator<Map.Entry<Long, Sent>> iterator = byId.entrySet().iterator();
        while (iterator.hasNext()) {
            Map.Entry<Long, Sent> entry = iterator.next();
            Sent sent = entry.getValue();
            if (sent.fresh) {
                sent.fresh = false;
            } else if (sent.tries >= triesMax) {
                givenUp.add(sent.users);
                bytes -= sent.bytes;
                iterator.remove();
            } else {
                sent.tries++;
                sent.sender.send(entry.getKey());
            }
        }
        return givenUp;
    }
}
