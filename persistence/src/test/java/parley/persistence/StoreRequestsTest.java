package parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StoreRequestsTest {

    private static final SimpleStatement WRITE = SimpleStatement.newInstance("INSERT");

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final StoreRequests requests = new StoreRequests();

    @Test
    void tellsFailuresApartAlsoThoseBeforeItWasShown() {
        requests.ended(WRITE, 1, new CompletionException(new DriverTimeoutException("no answer")));
        requests.bindTo(meters);
        requests.ended(WRITE, 1, new NoNodeAvailableException());
        requests.ended(WRITE, 1, new RequestThrottlingException("too many"));
        requests.ended(WRITE, 1, new IllegalStateException("bad"));
        requests.ended(WRITE, 1, null);

        assertThat(failed("timeout")).isEqualTo(1);
        assertThat(failed("unavailable")).isEqualTo(1);
        assertThat(failed("throttled")).isEqualTo(1);
        assertThat(failed("other")).isEqualTo(1);
        assertThat(requests.throttled()).isEqualTo(1);
        assertThat(meters.get("parley.store.request")
                        .tag("kind", "write")
                        .timer()
                        .count())
                .isEqualTo(4);
    }

    private double failed(String why) {
        return meters.get("parley.store.errors")
                .tag("why", why)
                .functionCounter()
                .count();
    }
}
