package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import parley.gateway.auth.Auth;
import parley.gateway.auth.Names;
import parley.gateway.auth.RequestRefused;
import parley.gateway.auth.Session;
import parley.gateway.auth.SignIn.Caller;
import parley.gateway.auth.SignIn.NewAccount;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.Field;
import parley.gateway.wire.Field.BadField;

/** Signing up, logging in, staying so, and logging out. */
final class SessionRoutes {

    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int REFRESH_TOKEN_MAX = 512;

    private final Auth auth;
    private final Credentials credentials;
    private final Json json;
    private final Clock clock;

    SessionRoutes(Auth auth, Credentials credentials, Json json, Clock clock) {
        this.auth = auth;
        this.credentials = credentials;
        this.json = json;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/accounts", this::signUp),
                Route.post("/v1/sessions", this::logIn),
                Route.post("/v1/sessions/refresh", this::refresh),
                Route.delete("/v1/sessions/current", this::logOut));
    }

    /** A session on the wire; the tokens are left out when they are in cookies. */
    record Body(
            String user,
            String name,
            String displayName,
            String device,
            @Nullable String accessToken,
            long accessExpiresAt,
            @Nullable String refreshToken,
            long refreshExpiresAt) {}

    private record Form(String name, String password, String displayName, String deviceName, boolean cookies) {

        static Form read(Field body) throws BadField {
            return new Form(
                    body.get("name").text(Names.NAME_MAX),
                    body.get("password").text(Names.PASSWORD_MAX),
                    optionalText(body, "displayName", Names.DISPLAY_NAME_MAX),
                    optionalText(body, "deviceName", Names.DEVICE_NAME_MAX),
                    isTrue(body, "cookies"));
        }

        @Override
        public String toString() {
            return "Form[name=" + name + "]";
        }
    }

    private CompletionStage<HttpResponse> signUp(Call call) {
        return call.body(Form::read).thenCompose(form -> {
            requireOriginFor(form.cookies(), call);
            NewAccount wanted = newAccount(form.name(), form.password(), form.displayName());
            return auth.signIn()
                    .signUp(wanted, new Caller(call.address(), form.deviceName()))
                    .thenApply(session -> answer(CREATED, session, form.cookies(), call));
        });
    }

    /** Refuses names and passwords that are not as documented. */
    static NewAccount newAccount(String name, @Nullable String password, String displayName) {
        if (!Names.isName(name)) {
            throw new RequestRefused(
                    ErrorCode.BAD_FRAME,
                    "name: not " + Names.NAME_MIN + " to " + Names.NAME_MAX + " characters of [a-z0-9_.-]");
        }
        if (password != null && !Names.isPassword(password)) {
            throw new RequestRefused(
                    ErrorCode.BAD_FRAME,
                    "password: not " + Names.PASSWORD_MIN + " to " + Names.PASSWORD_MAX + " UTF-16 units");
        }
        return new NewAccount(name, password, displayName);
    }

    private CompletionStage<HttpResponse> logIn(Call call) {
        return call.body(Form::read).thenCompose(form -> {
            requireOriginFor(form.cookies(), call);
            return auth.signIn()
                    .logIn(form.name(), form.password(), new Caller(call.address(), form.deviceName()))
                    .thenApply(session -> answer(CREATED, session, form.cookies(), call));
        });
    }

    private CompletionStage<HttpResponse> refresh(Call call) {
        return call.body(body -> {
                    Field token = body.find("refreshToken");
                    return token == null ? Optional.<String>empty() : Optional.of(token.text(REFRESH_TOKEN_MAX));
                })
                .thenCompose(given -> {
                    boolean cookies = given.isEmpty();
                    String token = given.or(() -> SessionCookies.refresh(call))
                            .orElseThrow(
                                    () -> new RequestRefused(ErrorCode.UNAUTHENTICATED, "there is no refresh token"));
                    requireOriginFor(cookies, call);
                    auth.limits().refresh(call.address());
                    return auth.sessions().refresh(token).thenApply(session -> answer(OK, session, cookies, call));
                });
    }

    private CompletionStage<HttpResponse> logOut(Call call) {
        return credentials
                .principal(call)
                .thenCompose(principal -> auth.sessions().end(principal.user(), principal.device()))
                .thenApply(ended -> HttpResponse.create().withStatus(NO_CONTENT))
                .thenApply(response ->
                        Credentials.bearer(call).isPresent() ? response : SessionCookies.take(response, call));
    }

    private void requireOriginFor(boolean cookies, Call call) {
        if (cookies) {
            credentials.requireOrigin(call);
        }
    }

    private HttpResponse answer(int status, Session session, boolean cookies, Call call) {
        HttpResponse response = json.response(
                status,
                new Body(
                        session.account().user().local(),
                        session.account().name(),
                        session.account().displayName(),
                        session.device().value(),
                        cookies ? null : session.access().text(),
                        session.access().expiresAt().toEpochMilli(),
                        cookies ? null : session.refresh().text(),
                        session.refresh().expiresAt().toEpochMilli()));
        return cookies ? SessionCookies.give(response, call, session, clock) : response;
    }

    /** The text of a field, empty if it is missing. */
    static String optionalText(Field body, String name, int unitsMax) throws BadField {
        Field field = body.find(name);
        return field == null ? "" : field.textOrEmpty(unitsMax);
    }

    private static boolean isTrue(Field body, String name) throws BadField {
        Field field = body.find(name);
        return field != null && field.flag();
    }
}
