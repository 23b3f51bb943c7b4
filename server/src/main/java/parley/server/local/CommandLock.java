package parley.server.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** Held by the one {@code ./parley VERB} that may run on a data directory; the system lets go of it when that ends in whatever way. */
final class CommandLock implements AutoCloseable {

    private final DataDirectory data;
    private final FileChannel channel;

    private CommandLock(DataDirectory data, FileChannel channel) {
        this.data = data;
        this.channel = channel;
    }

    static CommandLock of(DataDirectory data, String verb) throws IOException {
        if (data.runningSupervisor().isEmpty()) {
            throw new ClusterFault("nothing runs on " + data.path(), "./parley up starts it");
        }
        FileChannel channel =
                FileChannel.open(data.runFile(verb + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new ClusterFault("another ./parley " + verb + " is under way on " + data.path(), "wait for its end");
        }
        return new CommandLock(data, channel);
    }

    /** Where nobody else does the same. */
    DataDirectory data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
