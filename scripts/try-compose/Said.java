import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import parley.sdk.Account;
import parley.sdk.Client;
import parley.sdk.Conversation;
import parley.sdk.Entry;
import parley.sdk.Parley;

/**
 * Two people of whom one says the messages FROM to TO - 1 to the other, who then must find those from 0 on in the chat, in order and nothing
 * else: {@code Said URL URL FROM TO}. They sign up when FROM is 0, else they were there before. FROM = TO: only looks.
 */
public final class Said {

    private static final int WAIT_S = 60;

    public static void main(String[] arguments) throws Exception {
        int from = Integer.parseInt(arguments[2]);
        int to = Integer.parseInt(arguments[3]);
        try (Client cat = enter(URI.create(arguments[0]), "catherine", from == 0);
                Client dan = enter(URI.create(arguments[1]), "daniel", from == 0)) {
            Conversation chat = get(cat.createDirect(dan.me().user()));
            for (int i = from; i < to; i++) {
                get(chat.send("Word " + i));
            }
            List<String> found = read(dan.chat(chat.id()));
            if (!found.equals(IntStream.range(0, to).mapToObj(i -> "Word " + i).toList())) {
                throw new IllegalStateException("not words 0 to " + (to - 1) + ": " + found);
            }
            System.out.println("        " + found.size() + " messages are in the chat, in order");
        }
        System.exit(0);
    }

    private static Client enter(URI url, String name, boolean isNew) throws Exception {
        Account account = Account.of(name, "correct horse");
        return get(Parley.client(url, get(isNew ? Parley.signUp(url, account) : Parley.logIn(url, account))).connect());
    }

    private static List<String> read(Conversation chat) throws Exception {
        var found = new ArrayList<String>();
        long after = 0;
        for (List<Entry> page = get(chat.page(after)); !page.isEmpty(); page = get(chat.page(after))) {
            page.stream().filter(Entry::isMessage).forEach(entry -> found.add(entry.text()));
            after = page.get(page.size() - 1).seq();
        }
        return found;
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
    }
}
