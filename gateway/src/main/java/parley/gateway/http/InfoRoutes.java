package parley.gateway.http;

import akka.http.javadsl.model.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import parley.gateway.GatewaySettings;
import parley.gateway.auth.Names;
import parley.gateway.wire.WireLimits;

/** What anybody may ask: where the socket is, the limits, the public keys, and whether this node is well. */
final class InfoRoutes {

    private static final int VERSION = 1;

    private final Json json;
    private final PublicAddress address;
    private final Limits limits;
    private final Supplier<String> jwks;
    private final BooleanSupplier ready;

    InfoRoutes(Json json, PublicAddress address, Limits limits, Supplier<String> jwks, BooleanSupplier ready) {
        this.json = json;
        this.address = address;
        this.limits = limits;
        this.jwks = jwks;
        this.ready = ready;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/config", this::config),
                Route.get("/.well-known/jwks.json", this::keys),
                Route.get("/health/live", call -> health(true)),
                Route.get("/health/ready", call -> health(ready.getAsBoolean())));
    }

    /** Texts in UTF-16 units, bodies and frames in bytes. */
    record Limits(
            int frameBytes,
            int textUnits,
            int titleUnits,
            int usersPerFrame,
            int watchedUsers,
            int openChats,
            int pageEntries,
            int pageBytes,
            int receipts,
            int groupMembers,
            int framesPerSecond,
            int openRequests,
            int nameChars,
            int nameCharsMin,
            int passwordUnits,
            int passwordUnitsMin,
            int displayNameUnits,
            int deviceNameUnits,
            int bodyBytes,
            int serviceBodyBytes,
            int serviceUsers,
            int serviceChats,
            int serviceMessages) {

        static Limits of(GatewaySettings gateway, HttpSettings.Limits http) {
            WireLimits wire = gateway.limits();
            return new Limits(
                    wire.frameBytesMax(),
                    wire.textUnitsMax(),
                    wire.titleUnitsMax(),
                    wire.usersMax(),
                    wire.watchedMax(),
                    wire.openChatsMax(),
                    wire.pageMax(),
                    gateway.chats().pageBytesMax(),
                    WireLimits.RECEIPTS_MAX,
                    gateway.chats().membersMax(),
                    gateway.socket().traffic().framesPerSecond(),
                    gateway.socket().traffic().openRequestsMax(),
                    Names.NAME_MAX,
                    Names.NAME_MIN,
                    Names.PASSWORD_MAX,
                    Names.PASSWORD_MIN,
                    Names.DISPLAY_NAME_MAX,
                    Names.DEVICE_NAME_MAX,
                    http.bodyBytesMax(),
                    http.serviceBodyBytesMax(),
                    http.serviceUsersMax(),
                    http.serviceChatsMax(),
                    http.serviceMessagesMax());
        }
    }

    record ConfigBody(String socketUrl, int version, Limits limits) {}

    record HealthBody(String status) {}

    private CompletionStage<HttpResponse> config(Call call) {
        return CompletableFuture.completedFuture(
                json.response(200, new ConfigBody(address.socketUrl(call), VERSION, limits)));
    }

    private CompletionStage<HttpResponse> keys(Call call) {
        return CompletableFuture.completedFuture(Json.response(200, jwks.get().getBytes(StandardCharsets.UTF_8)));
    }

    private CompletionStage<HttpResponse> health(boolean well) {
        return CompletableFuture.completedFuture(
                json.response(well ? 200 : 503, new HealthBody(well ? "up" : "not_ready")));
    }
}
