package parley.persistence.write;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** How a {@link WriteCoalescer} sends rows. Thread-safe. */
public interface RowTransport<R> {

    /** Estimated size in a request. */
    int bytes(R row);

    /** Rows with equal lanes may share a request: they are stored by the same nodes. */
    Object lane(R row);

    /** Sends the rows as one request. Its failure is the failure of each row in it, and may mean unknown. */
    CompletionStage<?> send(List<R> rows);

    /** Whether the store has refused the request for its size, so that none of its rows was written. */
    boolean refusedAsTooLarge(Throwable failure);
}
