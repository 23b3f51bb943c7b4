package parley.sdk;

import java.util.concurrent.CompletionStage;

/** Somebody who is told all entries of a chat, from {@link Conversation#follow}. */
public interface Following extends AutoCloseable {

    /** Nothing more is told. */
    @Override
    void close();

    /** Done when nothing more is told because it was closed; fails with what the listener failed with. */
    CompletionStage<Void> ended();
}
