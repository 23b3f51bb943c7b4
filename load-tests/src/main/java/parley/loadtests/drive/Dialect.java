package parley.loadtests.drive;

import java.util.List;

/** A protocol that the same workloads are run in. */
interface Dialect {

    /** What the clients of a run have in common. */
    enum Shape {
        /** Clients 0 and 1 have a direct chat, 2 and 3, and so on. */
        PAIRS,
        /** All are in one group. */
        GROUP
    }

    /** So many clients, not connected; their users and chats exist, or come to be when client 0 is ready. Blocks. */
    List<? extends Client> clients(Hub hub, Shape shape, int count);
}
