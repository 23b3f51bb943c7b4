package parley.gateway.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.TimeoutAccess;
import akka.http.javadsl.settings.ServerSettings;
import akka.japi.function.Function;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import parley.engine.chat.ChatProtocol;
import parley.engine.client.HubProtocol.Described;
import parley.engine.limit.LimitReached;
import parley.gateway.auth.RequestRefused;
import parley.gateway.tls.ListenerTls;
import parley.gateway.wire.ErrorCode;
import parley.gateway.wire.FrameCodec;

/** The HTTP API of a node, listening. Thread-safe. */
public final class HttpServer {

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    private final ServerBinding binding;
    private final List<Route> routes;
    private final Duration stopTimeout;

    private HttpServer(ServerBinding binding, List<Route> routes, Duration stopTimeout) {
        this.binding = binding;
        this.routes = routes;
        this.stopTimeout = stopTimeout;
    }

    /** Binds the port. Fails if it is taken. */
    public static CompletionStage<HttpServer> start(HttpSettings settings, HttpCollaborators with) {
        Router router = router(settings, with);
        Failures failures = new Failures(new Json(with.gateway().limits()));
        Cors cors = new Cors(with.auth().settings().origins());
        Function<HttpRequest, CompletionStage<HttpResponse>> handler = request -> cors.preflight(request)
                .map(HttpServer::at)
                .orElseGet(() -> handle(router, failures, request))
                .thenApply(response -> SecurityHeaders.addTo(cors.addTo(response, request)))
                .thenApply(response -> counted(response, with.meters()));
        ServerBuilder server = Http.get(with.system())
                .newServerAt(settings.host(), settings.port())
                .withSettings(ServerSettings.create(settings.server()));
        ListenerTls tls = with.tls();
        return (tls.isOn() ? server.enableHttps(HttpsEngines.context(tls, with.system())) : server)
                .bind(handler)
                .thenApply(binding -> {
                    log.info("http listening address={}", binding.localAddress());
                    return new HttpServer(binding, router.routes(), settings.stopTimeout());
                });
    }

    private static HttpResponse counted(HttpResponse response, MeterRegistry meters) {
        meters.counter(
                        "parley.http.responses",
                        "status",
                        Integer.toString(response.status().intValue()))
                .increment();
        return response;
    }

    private static CompletionStage<HttpResponse> handle(Router router, Failures failures, HttpRequest request) {
        request.getHeader(TimeoutAccess.class)
                .ifPresent(access ->
                        access.timeoutAccess().updateHandler(late -> SecurityHeaders.addTo(timedOut(failures))));
        return router.handle(request);
    }

    private static CompletionStage<HttpResponse> at(HttpResponse known) {
        return CompletableFuture.completedFuture(known);
    }

    private static HttpResponse timedOut(Failures failures) {
        return failures.response(
                new RequestRefused(ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.message()), "request-timeout");
    }

    private static Router router(HttpSettings settings, HttpCollaborators with) {
        ActorSystem<?> system = with.system();
        Json json = new Json(with.gateway().limits());
        Credentials credentials = new Credentials(with.auth());
        EngineCalls engine = new EngineCalls(with.engine(), settings.chatCalls(), system, with.meters());
        PublicAddress address = new PublicAddress(settings.socketUrl(), with.socket());
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        List<Route> routes = new ArrayList<>();
        routes.addAll(
                new SessionRoutes(with.auth(), credentials, json, with.auth().clock()).routes());
        ChatLists lists = new ChatLists(
                with.chatLists(),
                (user, chat) -> engine.ask(chat, Described.class, to -> new ChatProtocol.Describe(user, to))
                        .thenApply(Described::row),
                settings.chatCalls().listReadsMax(),
                LimitReached.counter(with.meters(), "parley.gateway.http.chat-calls.list-reads-max"));
        Profiles profiles = new Profiles(
                with.auth().stores().accounts(),
                with.auth().limits(),
                lists,
                with.engine(),
                new FrameCodec(with.gateway().limits()));
        routes.addAll(new UserRoutes(with.auth(), profiles, credentials, json).routes());
        routes.addAll(new ChatRoutes(engine, lists, credentials, with.gateway().limits(), json).routes());
        ServiceChats chats =
                new ServiceChats(engine, with.auth().users(), with.gateway().limits());
        ServiceRoutes service =
                new ServiceRoutes(with.auth().settings().serviceKey(), with.auth(), chats, json, settings);
        routes.addAll(service.routes());
        routes.addAll(new InfoRoutes(
                        json,
                        address,
                        InfoRoutes.Limits.of(with.gateway(), settings.limits()),
                        with.auth()::jwks,
                        with.ready())
                .routes());
        routes.addAll(new StaticRoutes(address, blocking).routes());
        return new Router(
                routes,
                new Call.Surroundings(
                        system,
                        json,
                        with.tls().isOn(),
                        settings.behindProxy(),
                        settings.bodyTimeout(),
                        settings.limits().bodyBytesMax()));
    }

    List<Route> routes() {
        return routes;
    }

    public InetSocketAddress address() {
        return binding.localAddress();
    }

    /** Takes no more requests, waits for those under way at most the stop time-out, and then cuts them off. */
    public CompletionStage<Void> stop() {
        return binding.terminate(stopTimeout).thenAccept(stopped -> log.info("http stopped address={}", address()));
    }
}
