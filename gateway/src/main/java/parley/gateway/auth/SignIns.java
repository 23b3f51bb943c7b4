package parley.gateway.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Counts sign-ups and log-ins by how they ended: {@code refused} is an answer, {@code failed} a store that gave none. Thread-safe. */
final class SignIns {

    private final MeterRegistry meters;
    final Kind signUps;
    final Kind logIns;

    SignIns(MeterRegistry meters) {
        this.meters = meters;
        signUps = new Kind("sign_up");
        logIns = new Kind("log_in");
    }

    /** One of the two ways. */
    final class Kind {
        private final Counter done;
        private final Counter refused;
        private final Counter failed;

        private Kind(String by) {
            done = counter(by, "done");
            refused = counter(by, "refused");
            failed = counter(by, "failed");
        }

        private Counter counter(String by, String result) {
            return meters.counter("parley.auth.sign.ins", "by", by, "result", result);
        }

        <T> CompletionStage<T> counted(CompletionStage<T> signIn) {
            return signIn.whenComplete((session, failure) -> {
                if (failure == null) {
                    done.increment();
                } else {
                    (isRefusal(failure) ? refused : failed).increment();
                }
            });
        }
    }

    private static boolean isRefusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RequestRefused;
    }
}
