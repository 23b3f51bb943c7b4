package parley.system.local;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import parley.loadtests.client.FrameTap;

/** The JDK's HTTP client, and somebody who sees each exchange; the sockets of whoever has it go through a proxy that sees their frames. */
final class TappedHttp extends HttpClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final FrameTap tap;
    private final FrameProxy frames;

    TappedHttp(FrameTap tap, FrameProxy frames) {
        this.tap = tap;
        this.frames = frames;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        long asked = System.nanoTime();
        return http.sendAsync(request, handler).thenApply(response -> {
            URI uri = request.uri();
            String body = String.valueOf(response.body());
            tap.exchanged(new FrameTap.Exchange(
                    uri.resolve("/").toString(),
                    asked,
                    request.method(),
                    uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                    request.bodyPublisher().map(TappedHttp::bodyOf).orElse(null),
                    response.statusCode(),
                    body.isEmpty() ? null : body));
            return response;
        });
    }

    private static String bodyOf(HttpRequest.BodyPublisher publisher) {
        var body = new StringBuilder();
        publisher.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                body.append(StandardCharsets.UTF_8.decode(bytes));
            }

            @Override
            public void onError(Throwable failure) {
                throw new IllegalStateException(failure);
            }

            @Override
            public void onComplete() {}
        });
        return body.isEmpty() ? null : body.toString();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return http.send(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushed) {
        return http.sendAsync(request, handler, pushed);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return http.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return http.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return http.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.of(frames.selector());
    }

    @Override
    public SSLContext sslContext() {
        return http.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return http.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return http.authenticator();
    }

    @Override
    public Version version() {
        return http.version();
    }

    @Override
    public Optional<Executor> executor() {
        return http.executor();
    }
}
