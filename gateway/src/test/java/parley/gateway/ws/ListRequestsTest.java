package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import parley.engine.client.HubProtocol;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.session.SessionProtocol;

/** The chat list on request. */
class ListRequestsTest {

    private static final long ID = ConnectionFixture.ID;

    private final ConnectionFixture on = new ConnectionFixture();

    @BeforeEach
    void welcome() {
        on.welcome();
    }

    @Test
    void sendsAListInFramesThatFit() {
        on.say("{'type':'list','id':7}");
        var list = on.engine.toSessions(SessionProtocol.ReadList.class).get(0);

        on.connection.onReply(new HubProtocol.Listed(ID, list.replyTo().request(), List.of(3, 9)));
        on.connection.onReply(new HubProtocol.ListPage(
                ID, list.replyTo().request(), 0, Collections.nCopies(100, ConnectionFixture.row("g_7f")), true));

        List<JsonNode> frames = on.heard();
        assertThat(frames.get(0)).isEqualTo(on.parse("{'type':'listed','id':7,'buckets':[3,9]}"));
        assertThat(frames.get(frames.size() - 1)).isEqualTo(on.parse("{'type':'synced'}"));
        List<JsonNode> lists = frames.subList(1, frames.size() - 1);
        assertThat(lists.stream().mapToInt(each -> each.get("chats").size()).sum())
                .isEqualTo(100);
        assertThat(lists).hasSizeGreaterThan(1);
    }

    @Test
    void readsOneListAfterTheOther() {
        on.say("{'type':'list','id':7}");
        on.say("{'type':'list','id':8}");
        assertThat(on.engine.toSessions(SessionProtocol.ReadList.class)).hasSize(1);
        var list = on.engine.toSessions(SessionProtocol.ReadList.class).get(0);

        on.connection.onReply(new HubProtocol.Listed(ID, list.replyTo().request(), List.of()));
        on.connection.onReply(new HubProtocol.ListPage(ID, list.replyTo().request(), 0, List.of(), true));

        assertThat(on.engine.toSessions(SessionProtocol.ReadList.class)).hasSize(2);
    }

    @Test
    void endsAConnectionWhoseListLacksAPage() {
        on.say("{'type':'list','id':7}");
        long request = read(0);

        on.connection.onReply(new HubProtocol.Listed(ID, request, List.of()));
        on.connection.onReply(new HubProtocol.ListPage(ID, request, 1, List.of(), true));

        assertThat(on.socket.closed).isEqualTo(CloseCode.RESTART);
        assertThat(on.heard())
                .extracting(frame -> frame.get("type").textValue())
                .containsExactly("listed");
    }

    @Test
    void endsAConnectionWhoseListHasNoBeginning() {
        on.say("{'type':'list','id':7}");

        on.connection.onReply(new HubProtocol.ListPage(ID, read(0), 0, List.of(), true));

        assertThat(on.socket.closed).isEqualTo(CloseCode.RESTART);
        assertThat(on.heard()).isEmpty();
    }

    @Test
    void takesTheListOfASecondTryThatIsAnsweredAfterAll() {
        on.say("{'type':'list','id':7}");
        List<InboxRow> row = List.of(ConnectionFixture.row("g_7f"));

        on.connection.onReply(new HubProtocol.Listed(ID, read(0), List.of(3)));
        on.connection.onReply(new HubProtocol.ListPage(ID, read(0), 0, row, false));
        on.connection.onReply(new HubProtocol.Listed(ID, read(0), List.of(3)));
        on.connection.onReply(new HubProtocol.ListPage(ID, read(0), 0, row, true));

        List<JsonNode> frames = on.heard();
        assertThat(frames.get(frames.size() - 1).get("type").textValue()).isEqualTo("synced");
    }

    /** A node of the release before does not count. */
    @Test
    void takesAListThatIsNotCounted() {
        on.say("{'type':'list','id':7}");

        on.connection.onReply(new HubProtocol.Listed(ID, read(0), List.of()));
        on.connection.onReply(
                new HubProtocol.ListPage(ID, read(0), null, List.of(ConnectionFixture.row("g_7f")), false));
        on.connection.onReply(new HubProtocol.ListPage(ID, read(0), null, List.of(), true));

        assertThat(on.socket.closed).isNull();
    }

    private long read(int index) {
        return on.engine
                .toSessions(SessionProtocol.ReadList.class)
                .get(index)
                .replyTo()
                .request();
    }
}
