package parley.loadtests.storm;

import java.util.List;
import java.util.stream.Collectors;
import parley.loadtests.client.Digest;

/** What a client says about itself when it connects. Chats' ids and tokens need no escaping. */
final class Hello {

    private static final int VERSION = 1;

    private Hello() {}

    static String fields(String token, List<LeanChat> chats) {
        String hello = "\"version\":" + VERSION + ",\"token\":\"" + token + "\"";
        if (chats.isEmpty()) {
            return hello;
        }
        String open = chats.stream()
                .map(chat -> "{\"chat\":\"" + chat.id() + "\",\"seq\":" + chat.have() + "}")
                .collect(Collectors.joining(","));
        return hello + ",\"chats\":[" + open + "]," + digest(chats);
    }

    static String digest(List<LeanChat> chats) {
        long[] sums = new long[Digest.BUCKETS];
        for (LeanChat chat : chats) {
            Digest.add(sums, chat.id(), chat.have(), chat.read(), chat.left());
        }
        return "\"digest\":[\"" + String.join("\",\"", Digest.words(sums)) + "\"]";
    }
}
