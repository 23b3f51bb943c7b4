package parley.loadtests.gatling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtests.client.Failures;
import parley.loadtests.client.HttpApi;
import parley.loadtests.client.Session;
import parley.loadtests.client.WireClient;
import parley.loadtests.client.WireListener;
import parley.loadtests.storm.Population;

/** Makes users and chats through the service API. */
final class Founder {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** As many as can be named when a chat is made, and when members are added. */
    private static final int NAMED_MAX = 100;

    private final Population population;
    private final HttpApi api;

    Founder(Population population, HttpApi api) {
        this.population = population;
        this.api = api;
    }

    /** So many users, two and two in direct chats. */
    List<Circle> pairs(int users) {
        List<String> all = population.users(users - users % 2);
        List<String> chats = population.pairs(all);
        List<Circle> circles = new ArrayList<>();
        for (int i = 0; i < chats.size(); i++) {
            circles.add(circle(all.subList(2 * i, 2 * i + 2), chats.get(i)));
        }
        return circles;
    }

    /** So many users, in groups of so many. */
    List<Circle> groups(int users, int size) {
        List<String> all = population.users(users);
        List<Circle> circles = new ArrayList<>();
        if (size <= NAMED_MAX) {
            List<Population.Group> groups = population.groups(all, size);
            for (int i = 0; i < groups.size(); i++) {
                circles.add(circle(
                        all.subList(i * size, Math.min(all.size(), (i + 1) * size)),
                        groups.get(i).chat()));
            }
            return circles;
        }
        for (int from = 0; from < all.size(); from += size) {
            List<String> members = all.subList(from, Math.min(all.size(), from + size));
            circles.add(circle(members, large(members)));
        }
        return circles;
    }

    /** So many users in groups of so many, who also talk two and two. */
    List<Circle> villages(int users, int size) {
        List<Circle> circles = new ArrayList<>();
        for (Circle group : groups(users, size)) {
            List<String> names = group.users();
            String common = group.members().get(0).chats().get(0);
            List<String> pairs = population.pairs(names);
            List<Circle.Member> members = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                List<String> chats = i / 2 < pairs.size() ? List.of(pairs.get(i / 2), common) : List.of(common);
                members.add(new Circle.Member(names.get(i), chats));
            }
            circles.add(new Circle(members));
        }
        return circles;
    }

    private static Circle circle(List<String> users, String chat) {
        return new Circle(users.stream()
                .map(user -> new Circle.Member(user, List.of(chat)))
                .toList());
    }

    /** A group is made with a hundred members at most; its owner adds the others. */
    private String large(List<String> members) {
        List<String> first = members.subList(0, Math.min(NAMED_MAX, members.size()));
        String chat = population.groups(first, NAMED_MAX).get(0).chat();
        String owner = members.get(0);
        String token = population.tokens(List.of(owner)).get(0);
        Session session = new Session(owner, owner, "", "", token, Long.MAX_VALUE / 2, "", 0);
        try (WireClient client = new WireClient(api, session, null, WireListener.NONE)) {
            Failures.await(client.connect(), PATIENCE);
            for (int from = NAMED_MAX; from < members.size(); from += NAMED_MAX) {
                List<String> more = members.subList(from, Math.min(members.size(), from + NAMED_MAX));
                Failures.await(client.addMembers(chat, more), PATIENCE);
            }
        }
        return chat;
    }
}
