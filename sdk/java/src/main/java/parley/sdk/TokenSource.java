package parley.sdk;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Gets access tokens from whoever issues them: an identity provider, or one's own server with the service API. */
@FunctionalInterface
public interface TokenSource {

    /**
     * A fresh token; empty when signed out; fails when out of reach, and is asked again later. Called on the client's thread: it must not
     * block.
     */
    CompletionStage<Optional<String>> fresh();
}
