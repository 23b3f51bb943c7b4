package parley.gateway.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import parley.gateway.wire.ErrorCode;

/** Finds the route of a request: a table, so that a test can hold it against the documents. Immutable and thread-safe. */
final class Router {

    private static final int PATH_PARTS_MAX = 32;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final List<Route> routes;
    private final Call.Surroundings surroundings;
    private final Failures failures;

    /** Earlier routes win. A route of any path at all says nothing about what there is. */
    Router(List<Route> routes, Call.Surroundings surroundings) {
        this.routes = List.copyOf(routes);
        this.surroundings = surroundings;
        this.failures = new Failures(surroundings.json());
    }

    List<Route> routes() {
        return routes;
    }

    /** Never fails. */
    CompletionStage<HttpResponse> handle(HttpRequest request) {
        List<String> path = new ArrayList<>();
        request.getUri().pathSegments().forEach(path::add);
        HttpMethod asked = request.method();
        HttpMethod method = HttpMethods.HEAD.equals(asked) ? HttpMethods.GET : asked;
        List<Route> known = new ArrayList<>();
        for (Route route : routes) {
            boolean fallback = route.path().equals(List.of(Route.REST));
            if (path.size() > PATH_PARTS_MAX || (fallback && !known.isEmpty())) {
                continue;
            }
            Map<String, String> parameters = match(route.path(), path);
            if (parameters != null && route.method().equals(method)) {
                return answer(route, new Call(request, parameters, surroundings));
            }
            if (parameters != null && !fallback) {
                known.add(route);
            }
        }
        request.discardEntityBytes(surroundings.system());
        return CompletableFuture.completedFuture(known.isEmpty() ? unknown() : otherMethod(known));
    }

    private CompletionStage<HttpResponse> answer(Route route, Call call) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = route.handler().handle(call);
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return answer.exceptionally(
                        failure -> failures.response(failure, route.method().value() + " " + route.template()))
                .whenComplete((response, never) -> call.finish());
    }

    private HttpResponse unknown() {
        return surroundings
                .json()
                .response(
                        ErrorCode.NOT_FOUND.httpStatus(),
                        Failures.Body.of(ErrorCode.NOT_FOUND, "there is nothing here", 0));
    }

    private HttpResponse otherMethod(List<Route> known) {
        String allowed =
                known.stream().map(route -> route.method().value()).distinct().collect(Collectors.joining(", "));
        return surroundings
                .json()
                .response(METHOD_NOT_ALLOWED, Failures.Body.of(ErrorCode.NOT_FOUND, "only " + allowed + " here", 0))
                .addHeader(RawHeader.create("Allow", allowed));
    }

    private static @Nullable Map<String, String> match(List<String> template, List<String> path) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String part = template.get(i);
            if (part.equals(Route.REST)) {
                parameters.put(Route.REST, String.join("/", path.subList(i, path.size())));
                return parameters;
            }
            if (i >= path.size()) {
                return null;
            }
            if (Route.isParameter(part)) {
                parameters.put(part, path.get(i));
            } else if (!part.equals(path.get(i))) {
                return null;
            }
        }
        return template.size() == path.size() ? parameters : null;
    }
}
