package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static parley.gateway.http.ApiTest.assertError;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.http.ApiFixture.Answer;

class StaticRoutesTest {

    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"(/[^\"]+)\"");
    private static final String SWAGGER = "/webjars/swagger-ui/5.34.1/swagger-ui.css";

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi.yaml, application/yaml; charset=UTF-8",
        "/docs, text/html; charset=UTF-8",
        "/docs/http.html, text/html; charset=UTF-8",
        "/docs/socket.html, text/html; charset=UTF-8",
        "/docs/docs.css, text/css; charset=UTF-8",
        "/docs/http.js, application/javascript; charset=UTF-8",
        "/test-page.html, text/html; charset=UTF-8"
    })
    void servesFilesWithTheirTypes(String path, String type) {
        Answer answer = api.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase(type);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void answersNotModifiedToWhoHasTheFile() {
        Answer first = api.get("/docs/docs.css");

        Answer again = api.get("/docs/docs.css", "If-None-Match", first.header("ETag"));
        Answer other = api.get("/docs/docs.css", "If-None-Match", "\"other\"");

        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.raw().body()).isEmpty();
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void sendsTextZippedToWhoCanUnzipIt() throws Exception {
        String plain = api.get("/sdk/client.js").body();

        Answer zipped = api.get("/sdk/client.js", "Accept-Encoding", "br, gzip");
        byte[] sent = zipped.raw().body();
        byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes();

        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(sent.length).isLessThan(plain.length() / 2);
        assertThat(new String(unzipped, StandardCharsets.UTF_8)).isEqualTo(plain);
        assertThat(api.get("/sdk/client.js", "If-None-Match", zipped.header("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void letsVersionedFilesBeKeptForEver() {
        assertThat(api.get(SWAGGER).header("Cache-Control")).contains("immutable");
        assertError(api.get("/webjars/bootstrap/5.0.0/bootstrap.js"), 404, "not_found");
        assertError(api.get("/webjars/swagger-ui"), 404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../reference.conf",
                "/..%2freference.conf",
                "/docs/..%2f..%2freference.conf",
                "/docs/%2e%2e/%2e%2e/reference.conf",
                "/webjars/lit/..%2f..%2f..%2f..%2freference.conf",
                "/webjars/swagger-ui/../../../../reference.conf",
                "/.hidden",
                "/test-folder",
                "/nothing.js"
            })
    void servesNothingElse(String path) {
        assertError(api.get(path), 404, "not_found");
    }

    @Test
    void servesTheWebClientAtTheRoot() {
        Answer page = api.get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(ADDRESS.matcher(page.body()).results().map(found -> found.group(1)))
                .contains("/client.js", "/client.css")
                .allSatisfy(file -> assertThat(api.get(file).status()).as(file).isEqualTo(200));
    }

    /** A browser takes its time for each file, however small it is. */
    @Test
    void givesABrowserAllItNeedsInOneScriptAndOneStyleSheet() {
        String page = api.get("/").body();
        String script = api.get("/client.js").body();
        String styles = api.get("/client.css").body();

        assertThat(page.split("<script", -1)).hasSize(2);
        assertThat(page.split("rel=\"stylesheet\"", -1)).hasSize(2);
        assertThat(script)
                .contains("// /sdk/client.js", "// /view/message-list.js", "// /webjars/lit-html/")
                .doesNotContain("\nimport ", "\nexport ")
                .doesNotContain("// /i18n/de.js");
        assertThat(styles).containsSubsequence(":root {", ".shell {", ".message {", "dialog {");
    }

    @Test
    void tellsTheServiceWorkerWhatToKeep() throws Exception {
        Answer worker = api.get("/sw.js");
        String page = api.get("/").header("ETag");

        assertThat(worker.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(worker.header("Content-Security-Policy"))
                .contains("connect-src 'self'")
                .doesNotContain("unsafe");
        String list = worker.body().lines().findFirst().orElseThrow().replaceFirst("^const SHELL = ", "");
        JsonNode files = new ObjectMapper().readTree(list).path("files");
        assertThat(page).endsWith(files.path("/").asText());
        for (String file :
                List.of("/client.js", "/client.css", "/i18n/ar.js", "/favicon.svg", "/manifest.webmanifest")) {
            assertThat(api.get(file).header("ETag"))
                    .as(file)
                    .endsWith(files.path(file).asText("missing"));
        }
        assertThat(files.fieldNames())
                .toIterable()
                .doesNotContain("/sw.js", "/app.js", "/i18n/en.js", "/css/base.css", "/sdk/index.js", "/index.html");
    }

    @Test
    void refusesAPathOfAbsurdLength() {
        assertError(api.get("/" + "a".repeat(1_000) + ".js"), 404, "not_found");
        assertError(api.get("/a".repeat(500)), 404, "not_found");
    }

    @Test
    void allowsAPageNoInlineScript() {
        String policy = api.get("/test-page.html").header("Content-Security-Policy");

        assertThat(policy)
                .contains("default-src 'none';")
                .contains("script-src 'self';")
                .contains("style-src 'self';")
                .contains("connect-src 'self' ws://127.0.0.1:9001;")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "sha256");
    }
}
