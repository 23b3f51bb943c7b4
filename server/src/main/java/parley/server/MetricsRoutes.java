package parley.server;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import akka.management.javadsl.ManagementRouteProvider;
import akka.management.javadsl.ManagementRouteProviderSettings;

/** {@code /metrics} on the management port, for Prometheus; named in {@code management.conf}. */
public final class MetricsRoutes implements ManagementRouteProvider {

    private static final ContentType TEXT = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

    private final Metrics metrics;

    public MetricsRoutes(ExtendedActorSystem system) {
        metrics = Metrics.get(Adapter.toTyped(system));
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return path("metrics", () -> get(() -> complete(response())));
    }

    private HttpResponse response() {
        return HttpResponse.create()
                .withEntity(
                        HttpEntities.create(TEXT, metrics.scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
