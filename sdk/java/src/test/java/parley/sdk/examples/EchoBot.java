package parley.sdk.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.*;
import java.util.Set;
import java.util.concurrent.*;
import parley.sdk.*;

/** Echoes each message once, however often it is stopped and started: EchoBot FOLDER URL NAME PASSWORD. FOLDER keeps what must last. */
record EchoBot(Client client, Path folder, Set<String> served) {

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        URI url = URI.create(arguments[1]);
        Account account = Account.of(arguments[2], arguments[3]).onDevice("bot");
        Storage storage = FileStorage.at(folder.resolve("unsent.json"));
        Executor executor = Executors.newSingleThreadExecutor();
        Client client = Parley.logIn(url, account)
                .exceptionallyCompose(unknown -> Parley.signUp(url, account))
                .thenCompose(session -> Parley.client(url, session)
                        .storage(storage)
                        .executor(executor)
                        .connect())
                .toCompletableFuture()
                .join();
        Runtime.getRuntime().addShutdownHook(new Thread(client::close));
        client.subscribe(ClientListener.onChange(new EchoBot(client, folder, ConcurrentHashMap.newKeySet())::look));
        System.out.println(client.me().name() + " is there");
    }

    private void look() {
        for (Chat row : client.chats()) {
            if (row.leftSeq() == null && served.add(row.chat())) {
                Conversation chat = client.chat(row.chat());
                // Not what was said before it came.
                chat.follow(answered(chat, row.joinedSeq() - 1), entry -> answer(chat, entry));
            }
        }
    }

    private CompletionStage<?> answer(Conversation chat, Entry entry) throws IOException {
        // All before this one is answered.
        Path fresh = Files.writeString(folder.resolve("new"), Long.toString(entry.seq() - 1));
        Files.move(fresh, folder.resolve(chat.id()), StandardCopyOption.ATOMIC_MOVE);
        chat.markRead(entry);
        boolean skip = !entry.isMessage() || client.me().user().equals(entry.by());
        String text = "/help".equals(entry.text()) ? "I say what you say." : "You said: " + entry.text();
        String cut = text.substring(0, Math.min(text.length(), client.limits().textUnits()));
        // The same key after a restart: if the answer was sent already, it is not sent again.
        return skip ? CompletableFuture.completedStage(null) : chat.send(cut, "echo-" + entry.seq(), entry.seq());
    }

    private long answered(Conversation chat, long otherwise) {
        try {
            return Long.parseLong(Files.readString(folder.resolve(chat.id())));
        } catch (IOException e) {
            return otherwise;
        }
    }
}
