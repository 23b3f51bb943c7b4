package parley.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One file, for one client at a time. It is replaced as a whole and only by what is on the disk, so that a crash leaves the old one or the
 * new one. What changes while it is written is written together.
 */
public final class FileStorage implements Storage {

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Map<Unsent.Id, Unsent> messages = new LinkedHashMap<>();
    private final Thread writer = new Thread(this::write, "parley-file-storage");
    /** Done when what was changed since the writer took it last is written. */
    private CompletableFuture<Void> next = new CompletableFuture<>();

    private boolean changed;
    private boolean closed;

    private FileStorage(Path path, FileChannel lockFile, FileLock lock) throws IOException {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
        for (Unsent message : read(path)) {
            messages.put(message.id(), message);
        }
        writer.setDaemon(true);
    }

    /**
     * The file at {@code path}, which need not exist yet.
     *
     * @throws IOException if it cannot be read, or another client has it
     */
    public static FileStorage at(Path path) throws IOException {
        Path lockPath = sibling(path, ".lock");
        FileChannel lockFile = FileChannel.open(
                lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
        try {
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                throw new IOException("another client has " + path);
            }
            var storage = new FileStorage(path, lockFile, lock);
            storage.writer.start();
            return storage;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    @Override
    public synchronized CompletionStage<List<Unsent>> load() {
        return CompletableFuture.completedFuture(List.copyOf(messages.values()));
    }

    @Override
    public synchronized CompletionStage<Void> put(Unsent message) {
        messages.put(message.id(), message);
        return changed();
    }

    @Override
    public synchronized CompletionStage<Void> remove(String chat, String key) {
        messages.remove(new Unsent.Id(chat, key));
        return changed();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            writer.join();
            lock.release();
            lockFile.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletionStage<Void> changed() {
        changed = true;
        notifyAll();
        return next;
    }

    private void write() {
        while (true) {
            String content;
            CompletableFuture<Void> written;
            synchronized (this) {
                while (!changed && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (!changed) {
                    return;
                }
                changed = false;
                content = Json.text(messages.values());
                written = next;
                next = new CompletableFuture<>();
            }
            try {
                replace(content);
                written.complete(null);
            } catch (IOException e) {
                written.completeExceptionally(e);
            }
        }
    }

    private void replace(String content) throws IOException {
        Path fresh = sibling(path, ".new");
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static List<Unsent> read(Path path) throws IOException {
        try {
            JsonNode all = new ObjectMapper().readTree(Files.readAllBytes(path));
            return Json.list(all, Unsent.class);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (Refusal e) {
            throw new IOException(path + " is not what it should be", e);
        }
    }

    private static Path sibling(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }
}
