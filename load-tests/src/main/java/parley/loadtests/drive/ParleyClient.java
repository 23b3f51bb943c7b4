package parley.loadtests.drive;

import java.net.URI;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import parley.loadtests.client.Digest;

/**
 * A client of Parley that has one chat, and of that the seq it has heard. Frames are recognised by their first bytes: the server writes
 * {@code type} first, and of an entry {@code seq}.
 *
 * <p>It wants every message pushed, in order, and asks for nothing by itself: what is not pushed is lost to it. Only when the server
 * says {@code resync} it reads what it missed, as it is told to.
 */
final class ParleyClient extends Client {

    private static final int VERSION = 1;
    private static final int INVITED_AT_ONCE = 100;
    private static final int PAGE = 50;
    private static final int CONTROL_ID = 1;
    private static final int PING_ID = 2;
    private static final int SYNC_ID = 3;
    /** The first of those of pages. */
    private static final int PAGE_ID = 8;
    /** Message n of a client is request n + 16. */
    private static final int SEND_ID = 16;

    private static final byte[] TYPE = Scan.bytes("{\"type\":\"");
    private static final byte[] ENTRIES = Scan.bytes("{\"type\":\"entries\"");
    private static final byte[] ACK = Scan.bytes("{\"type\":\"ack\",\"id\":");
    private static final byte[] ENTRY = Scan.bytes("{\"seq\":");
    private static final byte[] ID = Scan.bytes("\"id\":");
    private static final byte[] SEQ = Scan.bytes("\"seq\":");
    private static final byte[] READ_SEQ = Scan.bytes("\"read\":{\"seq\":");
    private static final byte[] CODE = Scan.bytes("\"code\":\"");
    private static final byte[] RETRY_AFTER = Scan.bytes("\"retryAfterMs\":");
    private static final byte[] END_SEQ = Scan.bytes("],\"seq\":");
    private static final byte[] MESSAGES = Scan.bytes("\"n\":");
    private static final byte[] PROVEN = Scan.bytes("\"continuity\":\"proven\",\"open\":[{");
    private static final byte[] NO_BUCKETS = Scan.bytes("\"buckets\":[]");
    private static final byte[] SINCE = Scan.bytes(",\"since\":");
    private static final byte[] TEXT = Scan.bytes(",\"text\":\"");
    private static final byte[] QUOTE = Scan.bytes("\"");
    private static final byte[] END_TEXT = Scan.bytes("\"}");
    private static final byte[] END = Scan.bytes("}");

    private final Seat seat;
    private final byte[] sendBegin;
    private final byte[] sendChat;
    private final byte[] delivered;
    /** Of those to invite: how many are in, and how many the request under way is for. */
    private int invited;

    private int inviting;
    private boolean receiptDue;
    private boolean pulling;
    /** The newest seq of the chat that it was told of, and the newest up to which it has heard all. */
    private long known;

    private long have;
    private long read;
    /** Which entries it has of those after the one at which it began. */
    private final Progress entries = new Progress();

    private long begun;
    private long messages;

    /**
     * Who it is and where.
     *
     * @param invites users that it puts into the chat before it is ready
     */
    record Seat(URI socket, String token, String chat, List<String> invites) {}

    ParleyClient(Hub hub, int index, Seat seat) {
        super(hub, index);
        this.seat = seat;
        String key = "d" + Integer.toHexString(hub.body().run()) + "-" + index + "-";
        this.sendBegin = Scan.bytes("{\"type\":\"send\",\"id\":");
        this.sendChat = Scan.bytes(",\"chat\":\"" + seat.chat() + "\",\"key\":\"" + key);
        this.delivered = Scan.bytes("{\"type\":\"delivered\",\"chat\":\"" + seat.chat() + "\",\"seq\":");
    }

    @Override
    URI uri() {
        return seat.socket();
    }

    @Override
    void onOpen() {
        inviting = 0;
        String hello = "\"version\":" + VERSION + ",\"token\":\"" + seat.token() + "\"";
        if (isResuming()) {
            hello += ",\"chats\":[{\"chat\":\"" + seat.chat() + "\",\"seq\":" + have + "}],\"digest\":[\""
                    + String.join("\",\"", digest()) + "\"]";
        }
        request("hello", CONTROL_ID, hello);
    }

    private List<String> digest() {
        long[] sums = new long[Digest.BUCKETS];
        Digest.add(sums, seat.chat(), have, read, 0);
        return Digest.words(sums);
    }

    @Override
    void send(int number, long intendedNanos) {
        Outgoing frame = begin().put(sendBegin).number(SEND_ID + number).put(sendChat);
        frame.number(number).put(QUOTE).put(SINCE).number(known).put(TEXT);
        write(hub().body().put(frame, index(), number, intendedNanos).put(END_TEXT));
    }

    @Override
    void keepAlive() {
        // Before the welcome nothing but hello is taken.
        if (!isResuming()) {
            request("ping", PING_ID, "");
        }
    }

    @Override
    void sayReceipt() {
        receiptDue = false;
        write(begin().put(delivered).number(have).put(END));
    }

    @Override
    void askPage(Page which, int slot) {
        String where = switch (which) {
            case OLDEST -> ",\"after\":0";
            case NEWEST -> "";
            case ANY -> ",\"before\":" + hub().between(PAGE + 2L, known + 1);
        };
        request("history", PAGE_ID + slot, "\"chat\":\"" + seat.chat() + "\"" + where + ",\"limit\":" + PAGE);
    }

    @Override
    long messages() {
        return messages;
    }

    private void request(String type, int id, String fields) {
        write(begin().put(Scan.bytes(
                "{\"type\":\"" + type + "\",\"id\":" + id + (fields.isEmpty() ? "" : ",") + fields + "}")));
    }

    @Override
    void onFrame(byte[] in, int from, int to) {
        if (Scan.startsWith(in, from, to, ENTRIES)) {
            onEntries(in, from + ENTRIES.length, to);
        } else if (Scan.startsWith(in, from, to, ACK)) {
            known = Math.max(known, Scan.number(in, Scan.after(in, from, to, SEQ), to));
            workload().acked(this, (int) Scan.number(in, from + ACK.length, to) - SEND_ID);
        } else if (Scan.startsWith(in, from, to, TYPE)) {
            onOther(Scan.until(in, from + TYPE.length, to, '"'), in, from, to);
        } else {
            throw new IllegalStateException("not a frame: " + Scan.text(in, from, to));
        }
    }

    private void onOther(String type, byte[] in, int from, int to) {
        switch (type) {
            case "welcome" -> onWelcome(in, from, to);
            case "list" -> onList(in, from, to);
            case "synced" -> onSynced();
            case "done" -> onDone(Scan.number(in, Scan.after(in, from, to, ID), to));
            case "page" -> onPage(in, from, to);
            case "error" -> onError(in, from, to);
            case "resync" -> onResync();
            default -> hub().count(type);
        }
    }

    private void onWelcome(byte[] in, int from, int to) {
        if (isResuming()) {
            long seq = Scan.number(in, Scan.after(in, from, to, SEQ), to);
            boolean proven =
                    Scan.contains(in, from, to, PROVEN) && Scan.contains(in, from, to, NO_BUCKETS) && seq == have;
            resumed(proven);
        }
    }

    /** It has one chat, so the list has one row at most. */
    private void onList(byte[] in, int from, int to) {
        known = Math.max(known, Scan.number(in, Scan.after(in, from, to, SEQ), to));
        read = Math.max(read, Scan.number(in, Scan.after(in, from, to, READ_SEQ), to));
        if (!isReady()) {
            have = Math.max(have, known);
            begun = have;
        }
    }

    private void onSynced() {
        if (!isReady() && !invite()) {
            becomeReady();
        }
    }

    /** False if there is nobody left. */
    private boolean invite() {
        invited += inviting;
        List<String> next =
                seat.invites().subList(invited, Math.min(seat.invites().size(), invited + INVITED_AT_ONCE));
        inviting = next.size();
        if (next.isEmpty()) {
            return false;
        }
        request(
                "add_members",
                CONTROL_ID,
                "\"chat\":\"" + seat.chat() + "\",\"key\":\"invite-" + invited + "\",\"users\":[\""
                        + String.join("\",\"", next) + "\"]");
        return true;
    }

    /** The same again when the server says that it may: whoever is not in the chat would hear nothing. */
    private void inviteLater(long millis) {
        inviting = 0;
        Future<?> unused = hub().loop().schedule(() -> inviting == 0 && invite(), millis, TimeUnit.MILLISECONDS);
    }

    private void onDone(long id) {
        if (id == CONTROL_ID && !isReady() && !invite()) {
            becomeReady();
        }
    }

    private void onError(byte[] in, int from, int to) {
        long id = Scan.number(in, Scan.after(in, from, to, ID), to);
        String code = Scan.until(in, Scan.after(in, from, to, CODE), to, '"');
        hub().count("error " + code);
        if (id >= SEND_ID) {
            workload().refused(this, (int) id - SEND_ID);
        } else if (id >= PAGE_ID) {
            workload().page(this, (int) id - PAGE_ID, 0, false);
        } else if (id == CONTROL_ID && inviting > 0 && code.equals("rate_limited")) {
            inviteLater(Scan.number(in, Scan.after(in, from, to, RETRY_AFTER), to));
        } else {
            fail("error " + code);
        }
    }

    private void onEntries(byte[] in, int from, int to) {
        int entry = Scan.after(in, from, to, ENTRY);
        while (entry >= 0) {
            int next = Scan.after(in, entry, to, ENTRY);
            onPushed(Scan.number(in, entry, to), in, entry, next < 0 ? to : next);
            entry = next;
        }
    }

    private void onPushed(long seq, byte[] in, int from, int to) {
        known = Math.max(known, seq);
        if (pulling && seq != have + 1) {
            return;
        }
        take(seq, in, from, to);
    }

    /** An entry may be pushed twice: of those that it has, a client takes no notice. */
    private void take(long seq, byte[] in, int from, int to) {
        if (seq <= begun || entries.see((int) (seq - begun - 1)) == Progress.Seen.AGAIN) {
            hub().count("pushed again");
            return;
        }
        have = Math.max(have, seq);
        int stamp = Scan.find(in, from, to, Stamp.MARK);
        if (Stamp.isAt(in, stamp, to)) {
            hear(in, stamp);
            if (!receiptDue) {
                receiptDue = true;
                hub().receiptLater(this);
            }
        }
    }

    private void onResync() {
        hub().count("resyncs");
        pulling = true;
        request("resynced", CONTROL_ID, "");
        pull();
    }

    private void pull() {
        request("sync", SYNC_ID, "\"chat\":\"" + seat.chat() + "\",\"after\":" + have);
    }

    private void onPage(byte[] in, int from, int to) {
        long id = Scan.number(in, Scan.after(in, from, to, ID), to);
        int entries = 0;
        int entry = Scan.after(in, from, to, ENTRY);
        while (entry >= 0) {
            int next = Scan.after(in, entry, to, ENTRY);
            long seq = Scan.number(in, entry, to);
            entries++;
            if (id == SYNC_ID && seq > have) {
                take(seq, in, entry, next < 0 ? to : next);
            }
            entry = next;
        }
        int end = Scan.after(in, from, to, END_SEQ);
        known = Math.max(known, Scan.number(in, end, to));
        if (id == SYNC_ID) {
            pulling = have < known;
            if (pulling) {
                pull();
            }
        } else {
            messages = Scan.number(in, Scan.after(in, end, to, MESSAGES), to);
            workload().page(this, (int) id - PAGE_ID, entries, entries == Math.min(PAGE, known));
        }
    }
}
