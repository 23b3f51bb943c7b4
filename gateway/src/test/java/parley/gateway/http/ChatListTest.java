package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiFixture.bearer;
import static parley.gateway.http.ApiFixture.service;
import static parley.gateway.http.ApiTest.assertError;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import parley.engine.chat.domain.ChatKind;
import parley.engine.id.ChatId;
import parley.engine.id.Position;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.engine.inbox.Inbox;
import parley.engine.inbox.Inbox.InboxRow;
import parley.engine.inbox.SizeClass;
import parley.gateway.auth.RequestRefused;
import parley.gateway.http.ApiFixture.Answer;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.ServerFrame;

/** One's chats over HTTP. */
class ChatListTest {

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void listsOnesChatsPageByPage() {
        Answer ann = api.signUp("lister");
        Answer bob = api.signUp("lonely");
        List<String> made = chats(ann, 5);

        List<String> listed = new ArrayList<>();
        Answer page = api.get("/v1/chats?limit=2", bearer(ann));
        while (page.json().has("next")) {
            assertThat(page.json().path("chats")).hasSize(2);
            page.json()
                    .path("chats")
                    .forEach(chat -> listed.add(chat.path("chat").asText()));
            page = api.get("/v1/chats?limit=2&after=" + page.text("next"), bearer(ann));
        }
        page.json().path("chats").forEach(chat -> listed.add(chat.path("chat").asText()));

        assertThat(listed).isSorted().containsExactlyInAnyOrderElementsOf(made);
        assertThat(api.get("/v1/chats", bearer(ann)).json().at("/chats/0/title").asText())
                .isEqualTo("Verona");
        assertThat(api.get("/v1/chats", bearer(bob)).json().path("chats")).isEmpty();
    }

    @Test
    void showsOneChatToItsMembers() {
        Answer ann = api.signUp("shower");
        Answer bob = api.signUp("outsider");
        String chat = chats(ann, 1).get(0);

        Answer shown = api.get("/v1/chats/" + chat, bearer(ann));

        assertThat(shown.json())
                .isEqualTo(api.get("/v1/chats", bearer(ann)).json().at("/chats/0"));
        assertThat(shown.text("chat")).isEqualTo(chat);
        assertError(api.get("/v1/chats/" + chat, bearer(bob)), 404, "no_such_chat");
        assertError(api.get("/v1/chats/no%20chat", bearer(ann)), 404, "no_such_chat");
    }

    @Test
    void refusesWhatIsNoPage() {
        Answer ann = api.signUp("paging");

        assertError(api.get("/v1/chats?limit=201", bearer(ann)), 400, "bad_frame");
        assertError(api.get("/v1/chats?limit=0", bearer(ann)), 400, "bad_frame");
        assertError(api.get("/v1/chats?after=no%20chat", bearer(ann)), 400, "bad_frame");
    }

    @Test
    void answersUnavailableWhileTheStoreIsAway() {
        Answer ann = api.signUp("waiting");
        api.chats.listsAway = true;
        try {
            assertError(api.get("/v1/chats", bearer(ann)), 503, "unavailable");
        } finally {
            api.chats.listsAway = false;
        }
    }

    @Test
    void readsOnlySomeListsAtOnce() {
        Counter full = new SimpleMeterRegistry().counter("full");
        CompletableFuture<List<InboxRow>> slow = new CompletableFuture<>();
        ChatLists lists = new ChatLists(user -> slow, (user, chat) -> new CompletableFuture<>(), 1, full);
        UserId ann = new UserId(TenantId.DEFAULT, "u_ann");
        var first = lists.page(ann, "", 50).toCompletableFuture();

        Assertions.assertThatThrownBy(() -> lists.page(ann, "", 50))
                .isInstanceOfSatisfying(
                        RequestRefused.class, busy -> assertThat(busy.code()).isEqualTo(ErrorCode.BUSY));

        assertThat(full.count()).isEqualTo(1);
        slow.complete(List.of());
        assertThat(first.join().chats()).isEmpty();
        assertThat(lists.page(ann, "", 50).toCompletableFuture().join().chats()).isEmpty();
    }

    @Test
    void asksChatsWhoseRowsAreOpen() {
        UserId ann = new UserId(TenantId.DEFAULT, "u_ann");
        List<InboxRow> rows = List.of(row("g_1", 8, true), row("g_2", 3, false), row("g_3", 5, true));
        ChatLists lists = new ChatLists(
                user -> CompletableFuture.completedFuture(rows),
                (user, chat) -> chat.local().equals("g_1")
                        ? CompletableFuture.completedFuture(row("g_1", 21, false))
                        : CompletableFuture.failedFuture(new TimeoutException("its node is away")),
                1,
                new SimpleMeterRegistry().counter("full"));

        List<ServerFrame.Chat> page =
                lists.page(ann, "", 50).toCompletableFuture().join().chats();

        assertThat(page.get(0).seq()).isEqualTo(21);
        assertThat(page).extracting(ServerFrame.Chat::unsure).containsExactly(null, null, true);
    }

    private static InboxRow row(String chat, long seq, boolean open) {
        return new InboxRow(
                new ChatId(TenantId.DEFAULT, chat),
                new Inbox.Info(ChatKind.GROUP, "Verona", SizeClass.SMALL, 2),
                null,
                new Inbox.Head(new Inbox.Stamp(1, seq), seq - 1, null),
                1,
                0,
                Position.START,
                open);
    }

    private static List<String> chats(Answer owner, int count) {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String body = "{'chats':[{'key':'k" + i + "','by':'" + owner.text("user")
                    + "','kind':'group','title':'Verona','users':[]}]}";
            made.add(api.post("/v1/service/chats", body, service())
                    .json()
                    .at("/results/0/chat")
                    .asText());
        }
        return made;
    }
}
