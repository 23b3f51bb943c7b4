package parley.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import parley.engine.chat.ChatProtocol;

/** Putting people into chats fills their lists, so it is slower than talking. */
class InvitationsTest {

    private final ConnectionFixture on =
            new ConnectionFixture("traffic { invitations-per-second = 2, invitations-burst = 3 }", null);

    private String add(int id) {
        return "{'type':'add_members','id':%d,'chat':'g_%d','key':'k%d','users':['u_bob']}".formatted(id, id, id);
    }

    @Test
    void moreThanAFewAtATimeAreRateLimitedAndChangeNothing() {
        on.users.add(ConnectionFixture.user("u_bob"));
        on.welcome();
        for (int id = 2; id <= 4; id++) {
            on.say(add(id));
        }
        assertThat(on.engine.toChats(ChatProtocol.Execute.class)).hasSize(3);

        on.say(add(5));

        JsonNode limited = on.heardOne();
        assertThat(limited.get("id").longValue()).isEqualTo(5);
        assertThat(limited.get("code").textValue()).isEqualTo("rate_limited");
        assertThat(limited.get("retryAfterMs").longValue()).isEqualTo(500);
        assertThat(on.reached("traffic.invitations-burst")).isEqualTo(1);
        assertThat(on.engine.toChats(ChatProtocol.Execute.class)).hasSize(3);
        on.say("{'type':'send','id':6,'chat':'g_9','key':'k','since':0,'text':'talking goes on'}");
        assertThat(on.engine.toChats(ChatProtocol.Execute.class)).hasSize(4);
    }
}
