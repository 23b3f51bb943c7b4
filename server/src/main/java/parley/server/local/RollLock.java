package parley.server.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Held by the one {@code ./parley roll} that may run on a data directory; the system lets go of it when that ends in whatever way. */
final class RollLock implements AutoCloseable {

    private final DataDirectory data;
    private final FileChannel channel;

    private RollLock(DataDirectory data, FileChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    static RollLock of(DataDirectory data) throws IOException {
        if (data.runningSupervisor().isEmpty()) {
            throw new ClusterFault("nothing runs on " + data.path(), "./parley up starts it");
        }
        FileChannel channel =
                FileChannel.open(data.runFile("roll.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new ClusterFault("another ./parley roll is under way on " + data.path(), "wait for its end");
        }
        return new RollLock(data, channel);
    }

    /** Which nobody else rolls. */
    DataDirectory data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
