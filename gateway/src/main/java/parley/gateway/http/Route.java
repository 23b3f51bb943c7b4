package parley.gateway.http;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One operation of the API: a method, a path whose parts in braces are parameters, and what answers it. A last part {@code {*}}
 * stands for the rest of the path.
 */
record Route(HttpMethod method, List<String> path, Handler handler) {

    static final String REST = "{*}";

    /** Answers a request. A stage that fails, or an exception, becomes an error as {@link Failures} says. */
    @FunctionalInterface
    interface Handler {
        CompletionStage<HttpResponse> handle(Call call);
    }

    static Route get(String path, Handler handler) {
        return of(HttpMethods.GET, path, handler);
    }

    static Route post(String path, Handler handler) {
        return of(HttpMethods.POST, path, handler);
    }

    static Route patch(String path, Handler handler) {
        return of(HttpMethods.PATCH, path, handler);
    }

    static Route delete(String path, Handler handler) {
        return of(HttpMethods.DELETE, path, handler);
    }

    private static Route of(HttpMethod method, String path, Handler handler) {
        List<String> parts =
                path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
        return new Route(method, parts, handler);
    }

    static boolean isParameter(String part) {
        return part.startsWith("{");
    }

    /** As it stands in the documents: without what a caller filled in. */
    String template() {
        return "/" + String.join("/", path);
    }
}
