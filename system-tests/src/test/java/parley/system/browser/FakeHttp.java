package parley.system.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The scripted server's HTTP side: accounts without passwords to speak of, and the client's files under the real rules. */
final class FakeHttp extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final FakeParley server;

    FakeHttp(FakeParley server) {
        this.server = server;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws Exception {
        String path = new QueryStringDecoder(request.uri()).path();
        String user = userOf(request);
        if (path.equals("/socket")) {
            context.pipeline().addLast(new WebSocketServerProtocolHandler("/socket"), new FakeSocket(server, user));
            context.fireChannelRead(request.retain());
            context.pipeline().remove(this);
        } else if (path.startsWith("/v1/")) {
            api(context, request, path, user);
        } else {
            file(context, path.equals("/") ? "/index.html" : path);
        }
    }

    private void api(ChannelHandlerContext context, FullHttpRequest request, String path, @Nullable String user)
            throws IOException {
        JsonNode body = FakeWorld.JSON.readTree(request.content().toString(StandardCharsets.UTF_8));
        String what = request.method() + " " + path;
        if (what.equals("POST /v1/accounts") || what.equals("POST /v1/sessions")) {
            signIn(context, body, what.endsWith("accounts"));
        } else if (what.equals("GET /v1/config")) {
            String host = request.headers().get("Host");
            ObjectNode config = FakeWorld.JSON.createObjectNode().put("socketUrl", "ws://" + host + "/socket");
            config.putObject("limits").put("textUnits", server.textUnits);
            json(context, 200, config);
        } else if (user == null) {
            refuse(context, 401, "unauthenticated");
        } else if (what.equals("GET /v1/me")) {
            json(context, 200, session(user));
        } else if (what.equals("PATCH /v1/me")) {
            rename(context, user, body.get("displayName").asText());
        } else if (what.equals("POST /v1/sessions/refresh")) {
            refresh(context, user);
        } else if (what.equals("GET /v1/users")) {
            String query = new QueryStringDecoder(request.uri())
                    .parameters()
                    .get("query")
                    .get(0);
            people(context, FakeWorld.userOf(query));
        } else if (what.equals("POST /v1/users/lookup")) {
            lookup(context, body);
        } else if (what.equals("GET /v1/devices")) {
            devices(context);
        } else if (what.equals("DELETE /v1/sessions/current")) {
            reply(context, 204, "text/plain", new byte[0], "user=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        } else {
            refuse(context, 404, "not_found");
        }
    }

    private void signIn(ChannelHandlerContext context, JsonNode body, boolean fresh) {
        String name = body.get("name").asText();
        String user = FakeWorld.userOf(name);
        if (fresh == server.world.displayNames.containsKey(user)) {
            refuse(context, fresh ? 409 : 401, fresh ? "already_exists" : "unauthenticated");
            return;
        }
        if (fresh) {
            server.world.addUser(name, body.path("displayName").asText(""));
        }
        ObjectNode session = session(user);
        String cookie = "user=" + user + "; Path=/; HttpOnly; SameSite=Strict";
        reply(context, fresh ? 201 : 200, "application/json", bytes(session.toString()), cookie);
    }

    private ObjectNode session(String user) {
        return server.world
                .person(user)
                .put("device", "d_1")
                .put("accessExpiresAt", System.currentTimeMillis() + server.accessMs);
    }

    private void refresh(ChannelHandlerContext context, String user) {
        server.refreshes.incrementAndGet();
        if (server.failRefreshes) {
            refuse(context, 503, "unavailable");
        } else {
            json(context, 200, session(user));
        }
    }

    private void rename(ChannelHandlerContext context, String user, String displayName) {
        if (server.refuseRenames) {
            refuse(context, 429, "rate_limited");
        } else {
            server.rename(user, displayName);
            json(context, 200, session(user));
        }
    }

    private void people(ChannelHandlerContext context, String prefix) {
        ObjectNode answer = FakeWorld.JSON.createObjectNode();
        ArrayNode users = answer.putArray("users");
        server.world.displayNames.keySet().stream()
                .filter(user -> user.startsWith(prefix))
                .forEach(user -> users.add(server.world.person(user)));
        json(context, 200, answer);
    }

    private void lookup(ChannelHandlerContext context, JsonNode body) {
        ObjectNode answer = FakeWorld.JSON.createObjectNode();
        ArrayNode users = answer.putArray("users");
        body.get("users").forEach(user -> users.add(server.world.person(user.asText())));
        json(context, 200, answer);
    }

    private static void devices(ChannelHandlerContext context) {
        ObjectNode answer = FakeWorld.JSON.createObjectNode();
        ArrayNode devices = answer.putArray("devices");
        devices.addObject().put("device", "d_1").put("name", "Chrome on Linux").put("current", true);
        devices.addObject().put("device", "d_2").put("name", "Safari on iPhone").put("usedAt", 1_790_000_000_000L);
        json(context, 200, answer);
    }

    private static void file(ChannelHandlerContext context, String path) throws IOException {
        byte[] content = WebFiles.read(path);
        if (content == null) {
            reply(context, 404, "text/plain", bytes("nothing here"), null);
        } else {
            reply(context, 200, WebFiles.contentType(path), content, null);
        }
    }

    private static @Nullable String userOf(FullHttpRequest request) {
        String cookies = request.headers().get("Cookie", "");
        for (String cookie : cookies.split("; ", -1)) {
            if (cookie.startsWith("user=u_")) {
                return cookie.substring("user=".length());
            }
        }
        return null;
    }

    private static void refuse(ChannelHandlerContext context, int status, String code) {
        json(
                context,
                status,
                FakeWorld.JSON
                        .createObjectNode()
                        .put("code", code)
                        .put("message", code)
                        .put("retryable", status >= 500));
    }

    private static void json(ChannelHandlerContext context, int status, ObjectNode body) {
        reply(context, status, "application/json", bytes(body.toString()), null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void reply(
            ChannelHandlerContext context, int status, String type, byte[] body, @Nullable String cookie) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        response.headers().set("Content-Type", type).set("Content-Length", body.length);
        response.headers()
                .set("Content-Security-Policy", WebFiles.securityPolicy())
                .set("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .set("Cache-Control", "no-store");
        if (cookie != null) {
            response.headers().set("Set-Cookie", cookie);
        }
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
