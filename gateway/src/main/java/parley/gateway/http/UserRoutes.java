package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import parley.engine.account.Account;
import parley.engine.account.Accounts;
import parley.engine.account.Device;
import parley.engine.id.DeviceId;
import parley.engine.id.UserId;
import parley.gateway.auth.Auth;
import parley.gateway.auth.DeviceSessions;
import parley.gateway.auth.Names;
import parley.gateway.auth.Principal;
import parley.gateway.auth.RequestRefused;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.Field;

/** Oneself, one's devices, and finding others. */
final class UserRoutes {

    static final int SEARCH_DEFAULT = 20;
    static final int SEARCH_MAX = 50;

    private final Auth auth;
    private final Accounts accounts;
    private final Profiles profiles;
    private final Credentials credentials;
    private final Json json;

    UserRoutes(Auth auth, Profiles profiles, Credentials credentials, Json json) {
        this.auth = auth;
        this.profiles = profiles;
        this.accounts = auth.stores().accounts();
        this.credentials = credentials;
        this.json = json;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/me", signedIn(this::me)),
                Route.patch("/v1/me", signedIn(this::changeMe)),
                Route.get("/v1/devices", signedIn(this::devices)),
                Route.delete("/v1/devices/{device}", signedIn(this::revoke)),
                Route.get("/v1/users", signedIn(this::search)),
                Route.get("/v1/users/{user}", signedIn(this::user)),
                Route.post("/v1/users/lookup", signedIn(this::lookup)));
    }

    record UserBody(String user, String name, String displayName) {

        static UserBody of(Account account) {
            return new UserBody(account.user().local(), account.name(), account.displayName());
        }
    }

    /** Oneself; a browser, which does not see its token, learns here when that ends. */
    record MeBody(String user, String name, String displayName, String device, long accessExpiresAt) {}

    record UsersBody(List<UserBody> users) {}

    record DeviceBody(String device, String name, long createdAt, long usedAt, long expiresAt, boolean current) {}

    record DevicesBody(List<DeviceBody> devices) {}

    private interface SignedIn {
        CompletionStage<HttpResponse> handle(Call call, Principal principal);
    }

    private Route.Handler signedIn(SignedIn handler) {
        return call -> credentials.principal(call).thenCompose(principal -> handler.handle(call, principal));
    }

    private CompletionStage<HttpResponse> me(Call call, Principal principal) {
        return found(principal.user()).thenApply(account -> me(account, principal));
    }

    private HttpResponse me(Account account, Principal principal) {
        return json.response(
                200,
                new MeBody(
                        account.user().local(),
                        account.name(),
                        account.displayName(),
                        principal.device().value(),
                        principal.expiresAt().toEpochMilli()));
    }

    private CompletionStage<HttpResponse> changeMe(Call call, Principal principal) {
        return call.body(body -> body.get("displayName").textOrEmpty(Names.DISPLAY_NAME_MAX))
                .thenCompose(displayName ->
                        found(principal.user()).thenCompose(account -> profiles.rename(account, displayName)))
                .thenApply(account -> me(account, principal));
    }

    private CompletionStage<HttpResponse> devices(Call call, Principal principal) {
        Function<Device, DeviceBody> body = device -> new DeviceBody(
                device.device().value(),
                device.name(),
                device.createdAt(),
                DeviceSessions.usedAt(device),
                device.expiresAt(),
                device.device().equals(principal.device()));
        return auth.sessions()
                .of(principal.user())
                .thenApply(devices -> json.response(
                        200, new DevicesBody(devices.stream().map(body).toList())));
    }

    private CompletionStage<HttpResponse> revoke(Call call, Principal principal) {
        String device = call.path("{device}");
        DeviceId id = id(device, DeviceId::new, "you have no such device");
        return auth.sessions()
                .revoke(principal.user(), id)
                .thenApply(revoked -> HttpResponse.create().withStatus(204));
    }

    private CompletionStage<HttpResponse> search(Call call, Principal principal) {
        String prefix = call.query("query").orElse("").toLowerCase(Locale.ROOT);
        if (prefix.isEmpty() || prefix.length() > Names.DISPLAY_NAME_MAX) {
            throw new RequestRefused(
                    ErrorCode.BAD_FRAME, "query: not 1 to " + Names.DISPLAY_NAME_MAX + " UTF-16 units");
        }
        long limit = call.queryNumber("limit", 1, SEARCH_MAX).orElse((long) SEARCH_DEFAULT);
        return accounts.startingWith(principal.user().tenant(), prefix, (int) limit)
                .thenApply(this::users);
    }

    private CompletionStage<HttpResponse> user(Call call, Principal principal) {
        UserId user =
                id(call.path("{user}"), local -> new UserId(principal.user().tenant(), local), "there is no such user");
        return found(user).thenApply(account -> json.response(200, UserBody.of(account)));
    }

    private CompletionStage<HttpResponse> lookup(Call call, Principal principal) {
        return call.body(body -> body.get("users").list(1, Accounts.USERS_MAX, Field::id))
                .thenCompose(users -> accounts.byIds(users.stream()
                        .distinct()
                        .map(local -> new UserId(principal.user().tenant(), local))
                        .toList()))
                .thenApply(this::users);
    }

    private HttpResponse users(List<Account> accounts) {
        return json.response(
                200, new UsersBody(accounts.stream().map(UserBody::of).toList()));
    }

    private CompletionStage<Account> found(UserId user) {
        return accounts.byIds(List.of(user))
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.failedFuture(
                                new RequestRefused(ErrorCode.NOT_FOUND, "there is no such user"))
                        : CompletableFuture.completedFuture(found.get(0)));
    }

    /** An id that cannot be is one that is not there. */
    private static <T> T id(String text, Function<String, T> make, String missing) {
        try {
            return make.apply(text);
        } catch (IllegalArgumentException impossible) {
            throw new RequestRefused(ErrorCode.NOT_FOUND, missing);
        }
    }
}
