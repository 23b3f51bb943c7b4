package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;
import parley.gateway.auth.Auth;
import parley.gateway.auth.Names;
import parley.gateway.auth.RequestRefused;
import parley.gateway.auth.SignIn.NewAccount;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.Field;
import parley.gateway.wire.Field.BadField;

/**
 * The API for servers, under one key that may do everything here: users, their tokens, chats and messages, many at once. Off until
 * a key is configured. Repeating a request does nothing twice.
 */
final class ServiceRoutes {

    private static final String DEVICE_NAME = "issued by a server";

    private final String serviceKey;
    private final Auth auth;
    private final ServiceChats chats;
    private final Json json;
    private final HttpSettings.Limits limits;
    private final HttpSettings.ChatCalls calls;

    ServiceRoutes(String serviceKey, Auth auth, ServiceChats chats, Json json, HttpSettings settings) {
        this.serviceKey = serviceKey;
        this.auth = auth;
        this.chats = chats;
        this.json = json;
        this.limits = settings.limits();
        this.calls = settings.chatCalls();
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/v1/service/users",
                        call -> each(
                                call,
                                new Items<>("users", limits.serviceUsersMax(), ServiceRoutes::readUser),
                                NewAccount::name,
                                this::user)),
                Route.post(
                        "/v1/service/tokens",
                        call -> each(
                                call,
                                new Items<>("users", limits.serviceUsersMax(), Field::id),
                                Function.identity(),
                                this::token)),
                Route.post(
                        "/v1/service/chats",
                        call -> each(
                                call,
                                new Items<>("chats", limits.serviceChatsMax(), chats::readChat),
                                chat -> chat.by() + "/" + chat.key(),
                                chats::create)),
                Route.post(
                        "/v1/service/messages",
                        call -> each(
                                call,
                                new Items<>("messages", limits.serviceMessagesMax(), chats::readMessage),
                                ServiceChats.NewMessage::chat,
                                chats::post)));
    }

    private record Items<T>(String name, int max, Field.Element<T> element) {}

    record UserResult(String user, boolean created) {}

    record TokenResult(String user, String device, String accessToken, long accessExpiresAt) {
        @Override
        public String toString() {
            return "TokenResult[user=" + user + "]";
        }
    }

    private <T> CompletionStage<HttpResponse> each(
            Call call, Items<T> items, Function<T, String> lane, Function<T, CompletionStage<Object>> each) {
        requireKey(call);
        Bulk.Work work =
                new Bulk.Work("POST /v1/service", calls.bulkParallelism(), calls.bulkWithin(), System::nanoTime);
        return call.body(
                        limits.serviceBodyBytesMax(),
                        body -> body.get(items.name()).list(1, items.max(), items.element()))
                .thenCompose(list -> Bulk.run(list, lane, each, work))
                .thenApply(results -> json.response(200, results));
    }

    /** Takes the same time for every wrong key. */
    private void requireKey(Call call) {
        String given = Credentials.bearer(call)
                .orElseThrow(() -> new RequestRefused(ErrorCode.UNAUTHENTICATED, "there is no service key"));
        boolean same = MessageDigest.isEqual(hash(given), hash(serviceKey));
        if (!same || serviceKey.isEmpty()) {
            throw new RequestRefused(ErrorCode.FORBIDDEN, "the service key is wrong, or the service API is off");
        }
    }

    private static byte[] hash(String key) {
        return ClasspathFiles.hash(key.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    }

    private static NewAccount readUser(Field item) throws BadField {
        Field password = item.find("password");
        String name = item.get("name").text(Names.NAME_MAX);
        String text = password == null ? null : password.text(Names.PASSWORD_MAX);
        return newAccount(item, name, text);
    }

    private static NewAccount newAccount(Field item, String name, @Nullable String password) throws BadField {
        return SessionRoutes.newAccount(
                name, password, SessionRoutes.optionalText(item, "displayName", Names.DISPLAY_NAME_MAX));
    }

    private CompletionStage<Object> user(NewAccount account) {
        return auth.signIn()
                .create(account)
                .thenApply(claim -> new UserResult(claim.user().local(), claim.created()));
    }

    private CompletionStage<Object> token(String local) {
        UserId user = new UserId(TenantId.DEFAULT, local);
        return auth.stores().accounts().byIds(List.of(user)).thenCompose(found -> {
            if (found.isEmpty()) {
                throw new RequestRefused(ErrorCode.NOT_FOUND, "there is no such user");
            }
            return auth.sessions()
                    .issue(user, DEVICE_NAME)
                    .thenApply(issued -> new TokenResult(
                            local,
                            issued.device().value(),
                            issued.token().text(),
                            issued.token().expiresAt().toEpochMilli()));
        });
    }
}
