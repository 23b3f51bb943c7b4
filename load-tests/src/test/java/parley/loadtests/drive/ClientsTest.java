package parley.loadtests.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both protocols on frames as their servers send them. */
class ClientsTest {

    private static final Body BODY = new Body(7, 128);
    private static final String STAMP = "~00000007000001000000020000000000000400~";
    private static final String OF_ANOTHER_RUN = "~00000008000001000000020000000000000400~";

    private final Told told = new Told();
    private final Hub hub = new Hub(new Hub.Pace(1, 1, Duration.ofHours(1), Duration.ofHours(1)), BODY, told);
    private final ParleyClient parley = new ParleyClient(
            hub, 0, new ParleyClient.Seat(URI.create("ws://127.0.0.1:1/v1/socket"), "token", "d_1", List.of()));
    private final XmppDialect.Server server =
            new XmppDialect.Server(URI.create("ws://127.0.0.1:1/ws"), "localhost", "conference.localhost", "x", "u", 0);
    private final XmppClient xmpp = new XmppClient(hub, 0, server, "u1@localhost", false);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void sessionThatDoesNotOpenIsTriedAFewTimes() {
        try (Hub quick = new Hub(new Hub.Pace(1000, 1, Duration.ofHours(1), Duration.ofHours(1)), BODY, told)) {
            XmppClient nobodyThere = new XmppClient(quick, 0, server, "u1@localhost", false);

            assertThat(quick.open(List.of(nobodyThere)))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("session 0 did not open");
            assertThat(quick.ask(quick::counts)).containsEntry("opened again", Client.OPENINGS_MAX - 1L);
        }
    }

    @Test
    void sessionThatIsCutOffWhileItComesBackIsTriedAFewTimes() throws InterruptedException {
        try (Hub quick = new Hub(new Hub.Pace(1000, 1, Duration.ofHours(1), Duration.ofHours(1)), BODY, told)) {
            Homeless session = new Homeless(quick);
            quick.ask(() -> {
                session.becomeReady();
                session.comeBack();
                return 0;
            });

            assertThat(session.tries.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(quick.ask(quick::counts)).containsEntry("opened again", Client.OPENINGS_MAX - 1L);
        }
    }

    @Test
    void parleyHearsEveryEntryOfAFrameOnce() {
        String second = STAMP.replace("02", "03");
        say(
                parley,
                "{\"type\":\"entries\",\"chat\":\"d_1\",\"entries\":[" + entry(5, STAMP) + ","
                        + "{\"seq\":6,\"n\":4,\"at\":1,\"kind\":\"left\",\"by\":\"u\"}," + entry(7, second) + ","
                        + entry(8, OF_ANOTHER_RUN) + "]}");

        assertThat(told.said).containsExactly("heard 1 2 1024", "heard 1 3 1024");
    }

    @Test
    void parleyTakesNoNoticeOfAnEntryThatIsPushedAgainButHearsAMessageThatIsInTheLogTwice() {
        String frame = "{\"type\":\"entries\",\"chat\":\"d_1\",\"entries\":[" + entry(5, STAMP) + "]}";
        say(parley, frame);
        say(parley, frame);
        say(parley, frame.replace("\"seq\":5", "\"seq\":6"));

        assertThat(told.said).containsExactly("heard 1 2 1024", "heard 1 2 1024");
    }

    @Test
    void parleyIsAckedAndRefusedByTheIdOfARequest() {
        say(parley, "{\"type\":\"ack\",\"id\":19,\"chat\":\"d_1\",\"key\":\"k\",\"seq\":5,\"n\":4,\"at\":1}");
        say(parley, "{\"type\":\"error\",\"id\":20,\"code\":\"busy\",\"message\":\"m\",\"retryable\":true}");

        assertThat(told.said).containsExactly("acked 3", "refused 4");
    }

    @Test
    void parleyTakesAPageOfWhatItAskedFor() {
        say(
                parley,
                "{\"type\":\"page\",\"id\":9,\"chat\":\"d_1\",\"entries\":[" + entry(1, STAMP) + "," + entry(2, STAMP)
                        + "],\"seq\":2,\"n\":2,\"end\":true}");

        assertThat(told.said).containsExactly("page 1 2 true");
        assertThat(parley.messages()).isEqualTo(2);
    }

    @Test
    void parleyThatIsToldToResyncTakesOnlyWhatComesNextUntilItHasRead() {
        say(
                parley,
                "{\"type\":\"list\",\"chats\":[{\"chat\":\"d_1\",\"seq\":1,\"n\":0,\"read\":{\"seq\":1,\"n\":0}}]}");
        say(parley, "{\"type\":\"resync\",\"reason\":\"slow\"}");
        say(
                parley,
                "{\"type\":\"entries\",\"chat\":\"d_1\",\"entries\":[" + entry(3, STAMP.replace("02", "03")) + "]}");
        assertThat(told.said).as("2 is missing").isEmpty();

        say(
                parley,
                "{\"type\":\"page\",\"id\":3,\"chat\":\"d_1\",\"entries\":[" + entry(2, STAMP) + ","
                        + entry(3, STAMP.replace("02", "03")) + "],\"seq\":3,\"n\":2,\"end\":true}");

        assertThat(told.said).containsExactly("heard 1 2 1024", "heard 1 3 1024");
    }

    @Test
    void xmppHearsAMessageOfThisRun() {
        say(xmpp, message(STAMP));
        say(xmpp, message(OF_ANOTHER_RUN));

        assertThat(told.said).containsExactly("heard 1 2 1024");
    }

    @Test
    void xmppIsAckedUpToWhatTheServerCounts() {
        say(xmpp, "<enabled xmlns='urn:xmpp:sm:3' id='g2wAA=' max='300' resume='true'/>");
        xmpp.send(0, 1);
        xmpp.send(1, 1);
        xmpp.send(2, 1);

        say(xmpp, "<a xmlns='urn:xmpp:sm:3' h='1'/>");
        assertThat(told.said).as("the presence").isEmpty();
        say(xmpp, "<a xmlns='urn:xmpp:sm:3' h='3'/>");
        say(xmpp, "<a xmlns='urn:xmpp:sm:3' h='3'/>");
        say(xmpp, "<a xmlns='urn:xmpp:sm:3' h='4'/>");

        assertThat(told.said).containsExactly("acked 0", "acked 1", "acked 2");
    }

    @Test
    void xmppIsAckedInARoomByItsOwnMessageAndNotByTheServersCount() {
        XmppClient member = new XmppClient(hub, 1, server, "r@conference.localhost", true);
        member.send(0, 1);
        say(member, "<a xmlns='urn:xmpp:sm:3' h='9'/>");
        say(member, message(STAMP));

        assertThat(told.said).containsExactly("heard 1 2 1024", "acked 2");
    }

    @Test
    void xmppCountsWhatIsInAPageAndHearsNoneOfIt() {
        String archived = "<message xmlns='jabber:client' to='u0@localhost/d' from='u0@localhost'><result "
                + "xmlns='urn:xmpp:mam:2' queryid='1' id='1500'><forwarded xmlns='urn:xmpp:forward:0'>" + message(STAMP)
                + "</forwarded></result></message>";
        say(xmpp, archived);
        say(xmpp, archived);
        say(
                xmpp,
                "<iq xmlns='jabber:client' type='result' id='1'><fin xmlns='urn:xmpp:mam:2' complete='true'>"
                        + "<set xmlns='http://jabber.org/protocol/rsm'><count>2</count><first>1400</first><last>1500</last></set>"
                        + "</fin></iq>");

        assertThat(told.said).containsExactly("page 1 2 true");
    }

    private static String entry(long seq, String stamp) {
        return "{\"seq\":" + seq + ",\"n\":" + seq
                + ",\"at\":1,\"kind\":\"message\",\"by\":\"u\",\"key\":\"k\",\"text\":\"" + stamp + "abc\"}";
    }

    private static String message(String stamp) {
        return "<message xmlns='jabber:client' xml:lang='en' to='u0@localhost' from='u1@localhost/d' type='chat' id='m2'>"
                + "<stanza-id xmlns='urn:xmpp:sid:0' by='u0@localhost' id='1790000000000000'/><body>" + stamp
                + "abc</body></message>";
    }

    private void say(Client to, String frame) {
        byte[] in = Scan.bytes("#" + frame + "#");
        hub.ask(() -> {
            to.onFrame(in, 1, in.length - 1);
            return 0;
        });
    }

    /** Was there once; nobody listens there any more. */
    private static final class Homeless extends Client {
        private final CountDownLatch tries = new CountDownLatch(OPENINGS_MAX);

        Homeless(Hub hub) {
            super(hub, 0);
        }

        @Override
        URI uri() {
            tries.countDown();
            return URI.create("ws://127.0.0.1:1/");
        }

        @Override
        void onOpen() {}

        @Override
        void onFrame(byte[] in, int from, int to) {}

        @Override
        void send(int number, long intendedNanos) {}

        @Override
        void keepAlive() {}
    }

    /** Writes down what clients tell. */
    private static final class Told extends Workload {
        private final List<String> said = new ArrayList<>();

        @Override
        void onStart() {}

        @Override
        void heard(Client by, int sender, int number, long intendedNanos) {
            said.add("heard " + sender + " " + number + " " + intendedNanos);
        }

        @Override
        void acked(Client by, int number) {
            said.add("acked " + number);
        }

        @Override
        void refused(Client by, int number) {
            said.add("refused " + number);
        }

        @Override
        void page(Client by, int slot, int entries, boolean whole) {
            said.add("page " + slot + " " + entries + " " + whole);
        }
    }
}
