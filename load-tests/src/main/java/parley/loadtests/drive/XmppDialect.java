package parley.loadtests.drive;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** XMPP over WebSocket (RFC 7395). The users exist already; a room is made by client 0. */
final class XmppDialect implements Dialect {

    private final Server server;
    private final String run;

    /**
     * A server and its users.
     *
     * @param rooms the domain of its rooms
     * @param userPrefix what the users are called, followed by a number
     * @param firstUser the number of the first of them
     */
    record Server(URI socket, String host, String rooms, String password, String userPrefix, int firstUser) {
        String user(int client) {
            return userPrefix + (firstUser + client);
        }

        String address(int client) {
            return user(client) + "@" + host;
        }
    }

    /** @param run names the room */
    XmppDialect(Server server, String run) {
        this.server = server;
        this.run = run;
    }

    @Override
    public List<XmppClient> clients(Hub hub, Shape shape, int count) {
        List<XmppClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String with = shape == Shape.GROUP ? run + "@" + server.rooms() : server.address(DirectClosed.partner(i));
            clients.add(new XmppClient(hub, i, server, with, shape == Shape.GROUP));
        }
        return clients;
    }
}
