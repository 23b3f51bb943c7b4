package parley.server.local;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import parley.loadtests.client.FrameTap;

/** The JDK's HTTP client, and somebody who sees each exchange and each frame of its sockets as they are on the wire. */
final class TappedHttp extends HttpClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final FrameTap tap;

    TappedHttp(FrameTap tap) {
        this.tap = tap;
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

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // The proxy hands it on.
    public WebSocket.Builder newWebSocketBuilder() {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        return proxy(WebSocket.Builder.class, (method, arguments) -> {
            if (!method.getName().equals("buildAsync")) {
                method.invoke(builder, arguments);
                return null;
            }
            return builder.buildAsync((URI) arguments[0], new Ears((WebSocket.Listener) arguments[1]))
                    .thenApply(this::tapped);
        });
    }

    private WebSocket tapped(WebSocket socket) {
        return proxy(WebSocket.class, (method, arguments) -> {
            if (method.getName().equals("sendText")) {
                tap.sent(arguments[0].toString());
            }
            return method.invoke(socket, arguments);
        });
    }

    private final class Ears implements WebSocket.Listener {

        private final WebSocket.Listener listener;
        private final StringBuilder parts = new StringBuilder();

        Ears(WebSocket.Listener listener) {
            this.listener = listener;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                tap.received(parts.toString());
                parts.setLength(0);
            }
            return listener.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            return listener.onClose(socket, code, reason);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            listener.onError(socket, error);
        }
    }

    private interface Call {
        Object with(Method method, Object[] arguments) throws IllegalAccessException, InvocationTargetException;
    }

    /** What a call answers with null is answered with the proxy itself, as builders do. */
    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = call.with(method, arguments);
                    return answer == null && type.isAssignableFrom(method.getReturnType()) ? self : answer;
                }));
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
        return http.proxy();
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
