import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import parley.sdk.Account;
import parley.sdk.Client;
import parley.sdk.Conversation;
import parley.sdk.Entry;
import parley.sdk.Following;
import parley.sdk.Parley;
import parley.sdk.Session;

/** Two people who signed up at two nodes talk: {@code Talk URL URL MESSAGES}. Each of them must hear all of it, once and in one order. */
public final class Talk {

    private static final int WAIT_S = 60;

    public static void main(String[] arguments) throws Exception {
        int messages = Integer.parseInt(arguments[2]);
        try (Client ann = enter(URI.create(arguments[0]), "ann");
                Client bob = enter(URI.create(arguments[1]), "bob")) {
            Conversation chat = get(ann.createDirect(bob.me().user()));
            List<Long> annHeard = Collections.synchronizedList(new ArrayList<>());
            List<Long> bobHeard = Collections.synchronizedList(new ArrayList<>());
            var annDone = new CompletableFuture<Void>();
            var bobDone = new CompletableFuture<Void>();
            Conversation here = bob.chat(chat.id());
            try (Following a = chat.follow(0, entry -> hear(entry, annHeard, messages, annDone));
                    Following b = here.follow(0, entry -> hear(entry, bobHeard, messages, bobDone))) {
                for (int i = 0; i < messages; i += 2) {
                    get(chat.send("Good morrow " + i));
                    get(here.send("Good morrow to you " + i));
                }
                get(annDone);
                get(bobDone);
            }
            if (!annHeard.equals(bobHeard) || annHeard.stream().distinct().count() != annHeard.size()) {
                throw new IllegalStateException("heard " + annHeard + " and " + bobHeard);
            }
            System.out.println(annHeard.size() + " messages, each acked, and heard once and in the same order on both nodes");
        }
        System.exit(0);
    }

    private static Client enter(URI url, String name) throws Exception {
        Session session = get(Parley.signUp(url, Account.of(name + "-" + UUID.randomUUID().toString().substring(0, 8), "correct horse")));
        return get(Parley.client(url, session).connect());
    }

    private static CompletionStage<?> hear(Entry entry, List<Long> heard, int messages, CompletableFuture<Void> done) {
        if (entry.isMessage()) {
            heard.add(entry.seq());
        }
        if (heard.size() == messages) {
            done.complete(null);
        }
        return CompletableFuture.completedFuture(null);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
    }
}
