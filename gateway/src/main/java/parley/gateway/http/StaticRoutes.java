package parley.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.ContentEncoding;
import akka.http.javadsl.model.headers.HttpEncodings;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import parley.gateway.auth.RequestRefused;
import parley.gateway.http.ClasspathFiles.ClasspathFile;
import parley.gateway.wire.ErrorCode;

/**
 * The web client and the documents. Pages may run only the scripts that are served here, and none that stands in a page. A browser
 * asks each time whether a file has changed, but for WebJars, whose addresses carry versions.
 */
final class StaticRoutes {

    private static final Set<String> WEBJARS =
            Set.of("lit", "lit-html", "lit-element", "lit__reactive-element", "swagger-ui");

    private static final ContentType HTML = MediaTypes.TEXT_HTML.toContentType(HttpCharsets.UTF_8);
    private static final ContentType YAML =
            MediaTypes.applicationWithOpenCharset("yaml", "yaml").toContentType(HttpCharsets.UTF_8);
    private static final Map<String, ContentType> TYPES = Map.of(
            "html",
            HTML,
            "js",
            MediaTypes.applicationWithOpenCharset("javascript", "js").toContentType(HttpCharsets.UTF_8),
            "css",
            MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8),
            "json",
            ContentTypes.APPLICATION_JSON,
            "svg",
            MediaTypes.IMAGE_SVG_XML.toContentType(),
            "png",
            MediaTypes.IMAGE_PNG.toContentType(),
            "woff2",
            ContentTypes.APPLICATION_OCTET_STREAM,
            "webmanifest",
            ContentTypes.APPLICATION_JSON,
            "yaml",
            YAML,
            "txt",
            ContentTypes.TEXT_PLAIN_UTF8);

    private final ClasspathFiles docs = new ClasspathFiles("docs/");
    private final ClasspathFiles webJars = new ClasspathFiles("META-INF/resources/webjars/");
    private final WebClient web = new WebClient(new ClasspathFiles("web/"), webJars);
    private final PublicAddress address;
    private final Executor blocking;

    StaticRoutes(PublicAddress address, Executor blocking) {
        this.address = address;
        this.blocking = blocking;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/openapi.yaml", call -> serve(call, docs::find, "openapi.yaml", false)),
                Route.get("/asyncapi.yaml", call -> serve(call, docs::find, "asyncapi.yaml", false)),
                Route.get("/docs", call -> serve(call, docs::find, "index.html", false)),
                Route.get("/docs/{*}", call -> serve(call, docs::find, call.path(Route.REST), false)),
                Route.get("/webjars/{*}", this::webJar),
                Route.get("/", call -> serve(call, web::find, WebClient.PAGE, false)),
                Route.get("/" + WebClient.WORKER, this::worker),
                Route.get("/{*}", call -> serve(call, web::find, call.path(Route.REST), false)));
    }

    private CompletionStage<HttpResponse> webJar(Call call) {
        String path = call.path(Route.REST);
        int slash = path.indexOf('/');
        if (slash < 0 || !WEBJARS.contains(path.substring(0, slash))) {
            throw missing();
        }
        return serve(call, webJars::find, path, true);
    }

    private CompletionStage<HttpResponse> serve(
            Call call, Function<String, Optional<ClasspathFile>> files, String path, boolean versioned) {
        return CompletableFuture.supplyAsync(() -> files.apply(path), blocking)
                .thenApply(file -> answer(call, file.orElseThrow(StaticRoutes::missing), versioned));
    }

    private CompletionStage<HttpResponse> worker(Call call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ClasspathFile source = web.find(WebClient.WORKER).orElseThrow(StaticRoutes::missing);
                    ClasspathFile worker = OfflineShell.worker(web, source, policyOf(call));
                    return answer(call, worker, false).addHeader(SecurityHeaders.policy(OfflineShell.POLICY));
                },
                blocking);
    }

    private static RequestRefused missing() {
        return new RequestRefused(ErrorCode.NOT_FOUND, "there is nothing here");
    }

    private HttpResponse answer(Call call, ClasspathFile file, boolean versioned) {
        Optional<String> has = call.header("If-None-Match");
        HttpResponse response = has.isPresent() && has.get().contains(file.tag())
                ? HttpResponse.create().withStatus(304)
                : content(call, file);
        // Weak: the content is the same, zipped or not.
        HttpResponse tagged = response.addHeader(RawHeader.create("ETag", "W/" + file.tag()))
                .addHeader(RawHeader.create("Vary", "Accept-Encoding"))
                .addHeader(RawHeader.create(
                        "Cache-Control", versioned ? "public, max-age=31536000, immutable" : "no-cache"));
        return file.path().endsWith(".html") ? tagged.addHeader(SecurityHeaders.policy(policyOf(call))) : tagged;
    }

    private static HttpResponse content(Call call, ClasspathFile file) {
        boolean zipped = file.zipped().length < file.content().length
                && call.header("Accept-Encoding").orElse("").contains("gzip");
        HttpResponse response = HttpResponse.create()
                .withEntity(HttpEntities.create(type(file.path()), zipped ? file.zipped() : file.content()));
        return zipped ? response.addHeader(ContentEncoding.create(HttpEncodings.GZIP)) : response;
    }

    private String policyOf(Call call) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' "
                + address.socketOrigin(call)
                + "; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    private static ContentType type(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, ContentTypes.APPLICATION_OCTET_STREAM);
    }
}
