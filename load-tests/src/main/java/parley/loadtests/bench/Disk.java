package parley.loadtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** How long the disk takes for a write that must last; a machine may answer before anything reached its medium. */
final class Disk {

    private static final int BLOCK_BYTES = 4096;
    private static final int WRITES = 500;

    private Disk() {}

    static ObjectNode measure(Path folder) {
        Histogram micros = new Histogram(3);
        try {
            Path file = Files.createTempFile(folder, "sync", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
                for (int i = 0; i < WRITES; i++) {
                    long start = System.nanoTime();
                    if (channel.write(block.clear(), (long) i * BLOCK_BYTES) < BLOCK_BYTES) {
                        throw new IOException("a block was written in part");
                    }
                    channel.force(false);
                    micros.recordValue((System.nanoTime() - start) / 1000);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new BenchException("the disk: " + e, e);
        }
        return new ObjectMapper()
                .createObjectNode()
                .put("p50Micros", micros.getValueAtPercentile(50))
                .put("p99Micros", micros.getValueAtPercentile(99));
    }
}
