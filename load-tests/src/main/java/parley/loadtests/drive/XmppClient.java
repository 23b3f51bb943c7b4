package parley.loadtests.drive;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A client of XMPP over WebSocket, with stream management (XEP-0198). Each frame is one stanza, recognised by its first bytes.
 *
 * <p>A direct message is durable when the server's {@code <a h=.../>} counts it: its session archives before it counts. Of a room that
 * says nothing, since the room archives by itself before it passes a message on; there the ack is one's own message coming back.
 */
final class XmppClient extends Client {

    private static final int PAGE = 50;
    private static final String FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";

    private static final byte[] MESSAGE = Scan.bytes("<message");
    private static final byte[] PRESENCE = Scan.bytes("<presence");
    private static final byte[] IQ = Scan.bytes("<iq");
    private static final byte[] ACK = Scan.bytes("<a ");
    private static final byte[] ASK = Scan.bytes("<r");
    private static final byte[] HANDLED = Scan.bytes(" h=");
    private static final byte[] ERROR = Scan.bytes("type='error'");
    private static final byte[] SELF = Scan.bytes("code='110'");
    private static final byte[] ARCHIVED = Scan.bytes("<result ");
    private static final byte[] FIN = Scan.bytes("<fin ");
    private static final byte[] QUERY_ID = Scan.bytes(" queryid=");
    private static final byte[] COUNT = Scan.bytes("<count>");
    private static final byte[] LAST = Scan.bytes("<last>");
    private static final byte[] BIND = Scan.bytes("urn:ietf:params:xml:ns:xmpp-bind");
    private static final byte[] STREAM_ID = Scan.bytes(" id=");
    private static final byte[] ACK_BEGIN = Scan.bytes("<a xmlns='urn:xmpp:sm:3' h='");
    private static final byte[] ACK_END = Scan.bytes("'/>");
    private static final byte[] ASK_ACK = Scan.bytes("<r xmlns='urn:xmpp:sm:3'/>");
    private static final byte[] BODY = Scan.bytes("'><body>");
    private static final byte[] BODY_END = Scan.bytes("</body></message>");

    private final XmppDialect.Server server;
    private final String with;
    private final boolean room;
    private final byte[] sendBegin;
    private boolean loggedIn;
    private String previous = "";
    /** Stanzas since stream management began, sent and received; of those sent, the ones before the first message. */
    private long sent;

    private long received;
    private long before = -1;
    private int acked;
    private final int[] pageEntries = new int[PAGES_MAX];
    private long messages;
    private long oldestPageEnds;
    private long newest;

    XmppClient(Hub hub, int index, XmppDialect.Server server, String with, boolean room) {
        super(hub, index);
        this.server = server;
        this.with = with;
        this.room = room;
        this.sendBegin = Scan.bytes(
                "<message xmlns='jabber:client' to='" + with + "' type='" + (room ? "groupchat" : "chat") + "' id='m");
    }

    @Override
    URI uri() {
        return server.socket();
    }

    @Override
    String subprotocol() {
        return "xmpp";
    }

    @Override
    void onOpen() {
        loggedIn = false;
        open();
    }

    private void open() {
        say("<open xmlns='" + FRAMING + "' to='" + server.host() + "' version='1.0'/>");
    }

    private void say(String frame) {
        write(begin().put(Scan.bytes(frame)));
    }

    private void saySent(String stanza) {
        sent++;
        say(stanza);
    }

    @Override
    void send(int number, long intendedNanos) {
        if (before < 0) {
            before = sent;
        }
        sent++;
        Outgoing frame = begin().put(sendBegin).number(number).put(BODY);
        write(hub().body().put(frame, index(), number, intendedNanos).put(BODY_END));
        if (!room) {
            keepAlive();
        }
    }

    @Override
    void keepAlive() {
        if (!isResuming()) {
            write(begin().put(ASK_ACK));
        }
    }

    /** The ids of ejabberd's archive are times in microseconds, and it takes any number for one. */
    @Override
    void askPage(Page which, int slot) {
        String where = switch (which) {
            case OLDEST -> "";
            case NEWEST -> "<before/>";
            case ANY -> "<before>" + hub().between(oldestPageEnds + 1, newest + 1) + "</before>";
        };
        pageEntries[slot] = 0;
        saySent("<iq xmlns='jabber:client' type='set' id='" + slot + "'" + (room ? " to='" + with + "'" : "")
                + "><query xmlns='urn:xmpp:mam:2' queryid='" + slot
                + "'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE' type='hidden'>"
                + "<value>urn:xmpp:mam:2</value></field>"
                + (room ? "" : "<field var='with'><value>" + with + "</value></field>")
                + "</x><set xmlns='http://jabber.org/protocol/rsm'><max>" + PAGE + "</max>" + where
                + "</set></query></iq>");
    }

    @Override
    long messages() {
        return messages;
    }

    @Override
    void onFrame(byte[] in, int from, int to) {
        if (Scan.startsWith(in, from, to, MESSAGE)) {
            received++;
            onMessage(in, from, to);
        } else if (Scan.startsWith(in, from, to, ACK)) {
            onAck(attribute(in, from, to, HANDLED));
        } else if (Scan.startsWith(in, from, to, ASK) && in[from + ASK.length] == ' ') {
            hub().count("receipts");
            write(begin().put(ACK_BEGIN).number(received).put(ACK_END));
        } else if (Scan.startsWith(in, from, to, PRESENCE)) {
            received++;
            onPresence(in, from, to);
        } else if (Scan.startsWith(in, from, to, IQ)) {
            received++;
            onIq(in, from, to);
        } else {
            onStream(in, from, to);
        }
    }

    private void onMessage(byte[] in, int from, int to) {
        if (Scan.contains(in, from, to, ERROR)) {
            hub().count("error message");
            return;
        }
        int stamp = Scan.find(in, from, to, Stamp.MARK);
        if (!Stamp.isAt(in, stamp, to)) {
            return;
        }
        if (Scan.contains(in, from, stamp, ARCHIVED)) {
            pageEntries[(int) attribute(in, from, to, QUERY_ID)]++;
            return;
        }
        boolean own = room
                && Stamp.sender(in, stamp) == index()
                && Stamp.run(in, stamp) == hub().body().run();
        hear(in, stamp);
        if (own) {
            workload().acked(this, Stamp.number(in, stamp));
        }
    }

    /** All messages up to there. */
    private void onAck(long handled) {
        if (room || before < 0) {
            return;
        }
        while (acked < handled - before) {
            workload().acked(this, acked++);
        }
    }

    private void onPresence(byte[] in, int from, int to) {
        if (Scan.contains(in, from, to, ERROR)) {
            fail("presence: " + Scan.text(in, from, to));
        } else if (room && !isReady() && Scan.contains(in, from, to, SELF)) {
            becomeReady();
        }
    }

    private void onIq(byte[] in, int from, int to) {
        if (Scan.contains(in, from, to, FIN)) {
            onFin(in, from, to);
        } else if (Scan.contains(in, from, to, ERROR)) {
            fail("iq: " + Scan.text(in, from, to));
        } else if (Scan.contains(in, from, to, BIND)) {
            say("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        }
    }

    private void onFin(byte[] in, int from, int to) {
        int slot = (int) attribute(in, from, to, STREAM_ID);
        messages = Math.max(0, Scan.number(in, Scan.after(in, from, to, COUNT), to));
        long last = Scan.number(in, Scan.after(in, from, to, LAST), to);
        if (oldestPageEnds == 0 || last < oldestPageEnds) {
            oldestPageEnds = last;
        }
        newest = Math.max(newest, last);
        workload().page(this, slot, pageEntries[slot], pageEntries[slot] == Math.min(PAGE, messages));
    }

    private void onStream(byte[] in, int from, int to) {
        String name = Scan.text(in, from, to).replaceFirst("(?s)^<([a-z:]+).*$", "$1");
        switch (name) {
            case "open" -> {}
            case "stream:features", "features" -> onFeatures();
            case "success" -> {
                loggedIn = true;
                open();
            }
            case "enabled" -> onEnabled(attributeText(in, from, to, STREAM_ID));
            case "resumed" -> resumed(attribute(in, from, to, HANDLED) == sent);
            default -> fail(Scan.text(in, from, to));
        }
    }

    private void onFeatures() {
        if (!loggedIn) {
            String plain = "\0" + server.user(index()) + "\0" + server.password();
            say("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                    + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)) + "</auth>");
        } else if (isResuming()) {
            say("<resume xmlns='urn:xmpp:sm:3' h='" + received + "' previd='" + previous + "'/>");
        } else {
            say("<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                    + "<resource>d</resource></bind></iq>");
        }
    }

    private void onEnabled(String id) {
        previous = id;
        sent = 0;
        received = 0;
        saySent("<presence xmlns='jabber:client'/>");
        if (room) {
            saySent("<presence xmlns='jabber:client' to='" + with + "/" + server.user(index())
                    + "'><x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x></presence>");
        } else {
            becomeReady();
        }
    }

    private static long attribute(byte[] in, int from, int to, byte[] name) {
        int quote = Scan.after(in, from, to, name);
        return quote < 0 ? -1 : Scan.number(in, quote + 1, to);
    }

    private static String attributeText(byte[] in, int from, int to, byte[] name) {
        int quote = Scan.after(in, from, to, name);
        return quote < 0 ? "" : Scan.until(in, quote + 1, to, (char) in[quote]);
    }
}
