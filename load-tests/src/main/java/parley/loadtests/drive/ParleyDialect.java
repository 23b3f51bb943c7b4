package parley.loadtests.drive;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import parley.loadtests.client.ClientRuntime;
import parley.loadtests.client.ClientSettings;
import parley.loadtests.client.Failures;
import parley.loadtests.client.FrameTap;
import parley.loadtests.client.HttpApi;
import parley.loadtests.storm.Population;
import parley.loadtests.storm.ServiceApi;

/** Parley's own protocol. The users, their tokens and chats are made through the service API. */
final class ParleyDialect implements Dialect {

    private static final Duration WITHIN = Duration.ofMinutes(5);
    /** A group is made with so many members, its creator among them; the others are invited by the first. */
    private static final int MADE_WITH_MAX = 101;

    private final List<String> nodes;
    private final String serviceKey;
    private final String run;
    private final int messages;

    /**
     * @param run the same name finds the same users and chats again
     * @param messages how many each chat has at least, written before anybody connects
     */
    ParleyDialect(List<String> nodes, String serviceKey, String run, int messages) {
        this.nodes = nodes;
        this.serviceKey = serviceKey;
        this.run = run;
        this.messages = messages;
    }

    @Override
    public List<ParleyClient> clients(Hub hub, Shape shape, int count) {
        try (ClientRuntime runtime = new ClientRuntime(ClientSettings.defaults())) {
            HttpApi api = new HttpApi(runtime, nodes, FrameTap.NONE);
            List<URI> sockets = new ArrayList<>();
            for (int node = 0; node < nodes.size(); node++) {
                sockets.add(URI.create(Failures.await(api.startingAt(node).socketUrl(), WITHIN)));
            }
            ServiceApi service = new ServiceApi(api, serviceKey, WITHIN);
            Population population = new Population(service, run);
            List<String> users = population.users(count);
            List<String> tokens = population.tokens(users);
            List<String> chats = shape == Shape.PAIRS
                    ? population.pairs(users)
                    : List.of(group(population, users.subList(0, Math.min(count, MADE_WITH_MAX))));
            for (int chat = 0; chat < chats.size() && messages > 0; chat++) {
                int by = chat * 2;
                new Filler(api, service).fill(chats.get(chat), users.get(by), tokens.get(by), messages);
            }
            List<ParleyClient> clients = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ParleyClient.Seat seat = new ParleyClient.Seat(
                        sockets.get(i % sockets.size()),
                        tokens.get(i),
                        chats.get(shape == Shape.PAIRS ? i / 2 : 0),
                        shape == Shape.GROUP && i == 0 && count > MADE_WITH_MAX
                                ? users.subList(MADE_WITH_MAX, count)
                                : List.of());
                clients.add(new ParleyClient(hub, i, seat));
            }
            return clients;
        }
    }

    private static String group(Population population, List<String> members) {
        return population.groups(members, members.size()).get(0).chat();
    }
}
