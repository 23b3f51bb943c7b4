package parley.engine.mailbox;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.dispatch.Envelope;
import akka.dispatch.MailboxType;
import akka.dispatch.MessageQueue;
import akka.dispatch.ProducesMessageQueue;
import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A mailbox in which {@link Sheddable} messages take so many bytes at most: {@code bytes-max} for one actor, {@code
 * node-bytes-max} for all that have this kind of mailbox. What does not fit is dropped, and the actor is told before anything
 * else what it was dropped for. All other messages are taken: there are as many as there are askers, and each of those waits for
 * its answer.
 */
public final class SheddingMailbox implements MailboxType, ProducesMessageQueue<SheddingMailbox.Waiting> {

    private final long bytesMax;
    private final long nodeBytesMax;
    private final AtomicLong nodeBytes = new AtomicLong();

    /** Made by Akka, once for each kind that the configuration names. */
    public SheddingMailbox(ActorSystem.Settings settings, Config config) {
        this(config.getBytes("bytes-max"), config.getBytes("node-bytes-max"));
    }

    SheddingMailbox(long bytesMax, long nodeBytesMax) {
        this.bytesMax = bytesMax;
        this.nodeBytesMax = nodeBytesMax;
    }

    @Override
    public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
        return new Waiting();
    }

    /** What waits for one actor. Thread-safe. */
    public final class Waiting implements MessageQueue {

        /** Most actors have nothing here, and nearly all others one message. */
        private @Nullable Envelope next;
        /** What stands behind it: null, or not empty. */
        private @Nullable Queue<Envelope> more;

        private long bytes;
        private @Nullable Envelope lost;
        /** Where messages go once the actor has ended; a sender may have found this mailbox just before. */
        private @Nullable MessageQueue afterEnd;

        private Waiting() {}

        @Override
        public synchronized void enqueue(ActorRef receiver, Envelope envelope) {
            if (afterEnd != null) {
                afterEnd.enqueue(receiver, envelope);
                return;
            }
            if (envelope.message() instanceof Sheddable sheddable) {
                long size = sheddable.waitingBytes();
                if (!takeRoom(size)) {
                    shed(sheddable, envelope);
                    return;
                }
            }
            add(envelope);
        }

        private void add(Envelope envelope) {
            if (next == null) {
                next = envelope;
                return;
            }
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(envelope);
        }

        private @Nullable Envelope poll() {
            Envelope first = next;
            next = more == null ? null : more.poll();
            more = more == null || more.isEmpty() ? null : more;
            return first;
        }

        /** A message larger than all the room there is may still come when nothing else waits. */
        private boolean takeRoom(long size) {
            if (bytes > 0 && bytes + size > bytesMax) {
                return false;
            }
            if (nodeBytes.addAndGet(size) > nodeBytesMax && bytes > 0) {
                nodeBytes.addAndGet(-size);
                return false;
            }
            bytes += size;
            return true;
        }

        private void shed(Sheddable sheddable, Envelope envelope) {
            Object told = sheddable.shed(lost == null ? null : lost.message());
            if (told != null) {
                lost = envelope.copy(told, envelope.sender());
            }
        }

        @Override
        public synchronized @Nullable Envelope dequeue() {
            Envelope told = lost;
            if (told != null) {
                lost = null;
                return told;
            }
            Envelope first = poll();
            if (first != null && first.message() instanceof Sheddable sheddable) {
                giveRoom(sheddable.waitingBytes());
            }
            return first;
        }

        private void giveRoom(long size) {
            bytes -= size;
            nodeBytes.addAndGet(-size);
        }

        @Override
        public synchronized int numberOfMessages() {
            return (lost == null ? 0 : 1) + (next == null ? 0 : 1) + (more == null ? 0 : more.size());
        }

        @Override
        public synchronized boolean hasMessages() {
            return lost != null || next != null;
        }

        @Override
        public synchronized void cleanUp(ActorRef owner, MessageQueue deadLetters) {
            afterEnd = deadLetters;
            for (Envelope left = dequeue(); left != null; left = dequeue()) {
                deadLetters.enqueue(owner, left);
            }
        }
    }
}
