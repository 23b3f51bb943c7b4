package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import parley.sdk.Account;
import parley.sdk.Client;
import parley.sdk.ClientListener;
import parley.sdk.Conversation;
import parley.sdk.Entry;
import parley.sdk.Parley;
import parley.sdk.Person;
import parley.sdk.Preview;
import parley.sdk.Session;
import parley.server.FreePorts;
import parley.server.NodeProgram;
import parley.system.local.LocalClusterUnderTest;
import parley.system.sdk.JavaProgram;
import parley.system.sdk.Newcomer;

/** The examples of the SDKs, as they stand in their folders, and the code of the documents for app teams, on a real node. */
class SdkExamplesBrowserIT {

    private static final Path EXAMPLES = NodeProgram.SDK.resolve("js/examples");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final String SHOP = "http://localhost:" + FreePorts.one();

    @TempDir
    static Path home;

    private static Newcomer newcomer;
    private static LocalClusterUnderTest cluster;
    private static String url;
    private static String token = "";

    @TempDir
    Path botFolder;

    @BeforeAll
    static void startNode() throws Exception {
        newcomer = new Newcomer(home)
                .with("http://localhost:3000", SHOP)
                .with("listen(3000", "listen(" + URI.create(SHOP).getPort())
                .with("/path/to/keys.json", home.resolve("keys.json").toString());
        newcomer.node("keys.mjs");
        cluster = LocalClusterUnderTest.start(1, newcomer.nodeOptions());
        url = cluster.addresses().get(0);
        newcomer.with("http://localhost:8080", url).exporting("PARLEY_SERVICE_KEY", cluster.serviceKey());
    }

    @AfterAll
    static void stopNode() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void tenLinesOfCodeSendAMessageAndTheBotEchoesEachOnceAlsoAfterItWasKilled() throws Exception {
        Process bot = startBot();
        String first = hello();
        awaitTexts(first, "Good morrow", "You said: Good morrow");

        bot.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        // All of them are answered, and noted, at the same time.
        List<String> chats = new ArrayList<>(
                IntStream.range(0, 4).parallel().mapToObj(i -> hello()).toList());
        chats.add(first);
        bot = startBot();

        chats.forEach(chat -> awaitTexts(chat, "Good morrow", "You said: Good morrow"));
        bot.destroy();
        assertThat(bot.waitFor(30, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
    }

    @Test
    void aPageHasAChatInIt() throws Exception {
        Process bot = startBot();
        String chat = hello();
        awaitTexts(chat, "Good morrow", "You said: Good morrow");
        bot.destroy();
        // Whoever is signed in to the page; here the bot, which has a chat.
        String token = token();
        BrowserContext browser = CHROMIUM.desktop();
        // A page that a test makes up has no address that Chromium knows, and would be kept from this machine's own.
        browser.grantPermissions(List.of("local-network-access"));
        Page page = browser.newPage();
        page.route("**/shop/**", SdkExamplesBrowserIT::file);
        page.route("**/chat-token", route -> route.fulfill(new Route.FulfillOptions().setBody(token)));

        page.navigate(url + "/shop/index.html?chat=" + chat);
        Locator lines = page.getByRole(AriaRole.LISTITEM);
        assertThat(lines).hasCount(2);
        page.getByLabel("Message").fill("from a page");
        page.getByLabel("Message").press("Enter");

        assertThat(lines.last()).hasText("Echo: from a page");
        assertThat(page.locator("li.waiting")).hasCount(0);
        awaitTexts(chat, "Good morrow", "You said: Good morrow", "from a page");
    }

    @Test
    void theBotInJavaEchoesEachOnceAlsoAfterItWasKilled() throws Exception {
        Process bot = startJavaBot();
        List<String> texts = new CopyOnWriteArrayList<>();
        try (Client ann = signUp("java-ann")) {
            String echo = join(ann.search("java-echo")).get(0).user();
            Conversation chat = join(ann.createDirect(echo));
            chat.follow(0, entry -> {
                if (entry.isMessage()) {
                    texts.add(entry.text());
                }
                return CompletableFuture.completedStage(null);
            });
            join(chat.send("Good morrow"));
            Awaitility.await().atMost(SOON).until(() -> texts.size() == 2);

            bot.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            join(chat.send("/help"));
            join(chat.send("Anon"));
            bot = startJavaBot();

            Awaitility.await().atMost(SOON).until(() -> texts.size() == 6);
            bot.destroy();
            assertThat(bot.waitFor(30, TimeUnit.SECONDS))
                    .as("it ends by itself")
                    .isTrue();
            assertThat(texts)
                    .containsExactly(
                            "Good morrow",
                            "You said: Good morrow",
                            "/help",
                            "Anon",
                            "I say what you say.",
                            "You said: Anon");
        }
    }

    @Test
    void theQuickStartSendsAMessageInBothLanguages() throws Exception {
        List<String> texts = new CopyOnWriteArrayList<>();
        try (Client bob = signUp("bob")) {
            bob.subscribe(ClientListener.onChange(() -> bob.chats().stream()
                    .flatMap(chat -> Stream.ofNullable(chat.last()))
                    .map(Preview::text)
                    .filter(text -> !texts.contains(text))
                    .forEach(texts::add)));

            assertThat(newcomer.node("hello.mjs")).startsWith("sent as entry 2 of d_");
            assertThat(newcomer.java("Hello.java")).startsWith("sent as entry 2 of d_");

            Awaitility.await().atMost(SOON).until(() -> texts.size() == 2);
            assertThat(texts).containsExactly("Good morrow", "Good morrow, in Java");
        }
    }

    @Test
    void usersOfAnIdentityProviderTalk() throws Exception {
        assertThat(newcomer.node("own-users.mjs")).isEqualTo("Emil reads: Good morrow\n");
        newcomer.compile("OwnUsers.java");
    }

    @Test
    void aPageOfAShopHasTheChatAboutAnOrderInIt() throws Exception {
        newcomer.write("tokens.mjs");
        newcomer.write("shop.html");
        Files.copy(EXAMPLES.resolve("embed/parley-chat.js"), home.resolve("parley-chat.js"));
        Process shop = newcomer.startNode("shop.mjs");
        try {
            assertThat(shop.inputReader().readLine()).isEqualTo(SHOP);
            Page page = CHROMIUM.desktop().newPage();
            page.navigate(SHOP);
            page.getByLabel("Message").fill("Where is it?");
            page.getByLabel("Message").press("Enter");
            assertThat(page.getByRole(AriaRole.LISTITEM)).hasText("Flora: Where is it?");
            assertThat(page.locator("li.waiting")).hasCount(0);

            page.reload();
            assertThat(page.getByRole(AriaRole.LISTITEM)).hasText("Flora: Where is it?");
        } finally {
            shop.destroy();
        }
    }

    @Test
    void botsOfTheGuideAnswerEachMessageOnceAlsoAfterTheyWereKilled() throws Exception {
        List<Process> bots = startOracles();
        try (Client zoe = signUp("zoe")) {
            List<Conversation> chats = new ArrayList<>();
            for (String name : List.of("oracle", "oracle-java")) {
                Person oracle = join(zoe.search(name)).stream()
                        .filter(person -> person.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                Conversation chat = join(zoe.createDirect(oracle.user()));
                join(chat.open());
                join(chat.send("Will it rain?"));
                chats.add(chat);
            }
            chats.forEach(chat -> awaitAnswers(chat, "answer-2"));

            bots.forEach(Process::destroyForcibly);
            bots = startOracles();
            for (Conversation chat : chats) {
                join(chat.send("And now?"));
                awaitAnswers(chat, "answer-2", "answer-4");
            }
        } finally {
            bots.forEach(Process::destroyForcibly);
        }
    }

    private static List<Process> startOracles() throws IOException {
        List<Process> bots = List.of(newcomer.startNode("oracle.mjs"), newcomer.startJava("Oracle.java"));
        for (Process bot : bots) {
            assertThat(bot.inputReader().readLine()).isEqualTo("the oracle is there");
        }
        return bots;
    }

    /** Whoever adds one sees to it that a test of this class runs it. */
    @Test
    void theDocumentsHaveNoOtherFiles() {
        assertThat(Newcomer.files())
                .containsExactlyInAnyOrder(
                        "hello.mjs",
                        "Hello.java",
                        "keys.mjs",
                        "own-users.mjs",
                        "OwnUsers.java",
                        "tokens.mjs",
                        "shop.html",
                        "shop.mjs",
                        "oracle.mjs",
                        "Oracle.java");
    }

    /** What the other one has said has these keys, and is all they said. */
    private static void awaitAnswers(Conversation chat, String... keys) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(chat.entries().stream()
                                .filter(entry -> "It depends.".equals(entry.text()))
                                .map(Entry::key))
                        .containsExactly(keys));
    }

    private static Client signUp(String name) throws Exception {
        Session session = join(Parley.signUp(URI.create(url), Account.of(name, "correct horse")));
        return join(Parley.client(URI.create(url), session).connect());
    }

    private Process startJavaBot() throws IOException {
        List<String> words =
                new ArrayList<>(JavaProgram.command(JavaProgram.classPath(), "parley.sdk.examples.EchoBot"));
        words.addAll(List.of(botFolder.toString(), url, "java-echo", "echo echo echo"));
        Process bot = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(bot.inputReader().readLine()).isEqualTo("java-echo is there");
        return bot;
    }

    private static <T> T join(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void file(Route route) {
        String path = URI.create(route.request().url()).getPath();
        route.fulfill(new Route.FulfillOptions()
                .setPath(EXAMPLES.resolve("embed").resolve(path.substring(path.lastIndexOf('/') + 1))));
    }

    private Process startBot() throws IOException {
        Process bot = NodeProgram.command(EXAMPLES, Map.of("PARLEY_URL", url), "bot.js", botFolder.toString())
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = bot.inputReader();
        assertThat(said.readLine()).isEqualTo("echo is there");
        return bot;
    }

    /** @return the chat in which the message is */
    private static String hello() {
        NodeProgram.Outcome outcome = NodeProgram.run(EXAMPLES, "hello.js", url, "echo");
        assertThat(outcome.output()).as("ten lines of code").startsWith("sent as entry 2 of ");
        return outcome.output().strip().replaceFirst(".* of ", "");
    }

    private static void awaitTexts(String chat, String... texts) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(texts(chat)).containsExactly(texts));
    }

    /** What was said in a chat of the bot's. */
    private static List<String> texts(String chat) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/chats/" + chat + "/entries"))
                .header("Authorization", "Bearer " + token())
                .build();
        return StreamSupport.stream(answer(request).get("entries").spliterator(), false)
                .filter(entry -> entry.get("kind").asText().equals("message"))
                .map(entry -> entry.get("text").asText())
                .toList();
    }

    /** Of the bot's account; asked for once, since logging in is not for every moment. */
    private static String token() throws Exception {
        if (token.isEmpty()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/sessions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"echo\",\"password\":\"echo echo echo\"}"))
                    .build();
            token = answer(request).get("accessToken").asText();
        }
        return token;
    }

    private static JsonNode answer(HttpRequest request) throws Exception {
        String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return JSON.readTree(body);
    }
}
