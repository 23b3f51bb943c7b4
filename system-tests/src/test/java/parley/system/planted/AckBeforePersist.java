package parley.system.planted;

import akka.persistence.AtomicWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.FutureConverters;

/** The journal says that a write is done and has not begun it; after some of a chat's writes, all that follow never happen. */
final class AckBeforePersist implements Bug {

    private static final int WRITTEN = 5;

    private final Map<String, Integer> writes = new ConcurrentHashMap<>();

    @Override
    public @Nullable Object instead(String site, @Nullable Object self, Object[] arguments) {
        List<Optional<Exception>> results = new ArrayList<>();
        for (Object message : (Iterable<?>) arguments[0]) {
            AtomicWrite write = (AtomicWrite) message;
            if (writes.merge(write.persistenceId(), 1, Integer::sum) <= WRITTEN) {
                return null;
            }
            results.add(Optional.empty());
            Switch.fired(
                    write.persistenceId() + " seqs " + write.lowestSequenceNr() + " to " + write.highestSequenceNr());
        }
        return FutureConverters.asScala(CompletableFuture.completedFuture(results));
    }
}
