package parley.loadtests.drive;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** No protocol at all: every frame comes back as it was. It tells how fast the driver itself can be. */
final class EchoDialect implements Dialect {

    private final URI uri;

    EchoDialect(URI uri) {
        this.uri = uri;
    }

    @Override
    public List<? extends Client> clients(Hub hub, Shape shape, int count) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new EchoClient(hub, i));
        }
        clients.forEach(client -> ((EchoClient) client).all = clients);
        return clients;
    }

    /** What comes back counts as the ack, and as heard by the partner. */
    private final class EchoClient extends Client {
        private List<Client> all = List.of();

        private EchoClient(Hub hub, int index) {
            super(hub, index);
        }

        @Override
        URI uri() {
            return uri;
        }

        @Override
        void onOpen() {
            becomeReady();
        }

        @Override
        void onFrame(byte[] in, int from, int to) {
            int stamp = Scan.find(in, from, to, Stamp.MARK);
            if (Stamp.isAt(in, stamp, to)) {
                workload().acked(this, Stamp.number(in, stamp));
                all.get(DirectClosed.partner(index())).hear(in, stamp);
            }
        }

        @Override
        void send(int number, long intendedNanos) {
            write(hub().body().put(begin(), index(), number, intendedNanos));
        }

        @Override
        void keepAlive() {}

        @Override
        void comeBack() {
            throw new IllegalStateException("nothing to resume in this dialect");
        }
    }
}
