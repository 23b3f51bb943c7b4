package parley.sdk;

/**
 * Is told what happens to a client: one call after the other, on the client's thread or on the executor given for listeners. What happens
 * in quick succession is told once; read what is there now.
 */
public interface ClientListener {

    /** One that only wants to know that something is different. */
    static ClientListener onChange(Runnable changed) {
        return new ClientListener() {
            @Override
            public void changed() {
                changed.run();
            }
        };
    }

    /** Something that is known is different: chats, entries, receipts, presence, typing, names, what is unsent. */
    default void changed() {}

    /** How the connection is going is different. */
    default void connection(ConnectionStatus status) {}
}
