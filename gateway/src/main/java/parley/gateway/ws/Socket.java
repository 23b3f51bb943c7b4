package parley.gateway.ws;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;

/** What a connection needs of the socket under it. All but {@link #execute} are called on the socket's event loop. */
interface Socket {

    /** Sends one whole wire frame that must not be lost: it waits when the client is slow. */
    void reply(byte[] frame);

    /** Sends an encoded WebSocket frame that a slow client may miss. The buffer is shared, and not released here. */
    void push(ByteBuf frame);

    /**
     * Keeps pushes back, bounded, until {@link #release}: the client is being told what it starts from. What was kept back
     * before is forgotten.
     */
    void hold();

    /** Sends what was kept back. */
    void release();

    /** The client has caught up: pushes go out again. */
    void resume();

    /** When something was last sent, on the monotonic clock. */
    long lastSentNanos();

    /** Says why and ends the connection. Nothing is sent after that. */
    void close(CloseCode code);

    /** Runs on the event loop, later; dropped when that is gone. */
    void execute(Runnable task);

    /** Runs on the event loop some time later, whether the socket is there or not: with others of its kind, so many at a time. */
    void afterwards(Runnable task);

    InetAddress address();
}
