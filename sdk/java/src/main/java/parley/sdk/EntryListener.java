package parley.sdk;

import java.util.concurrent.CompletionStage;

/** Takes in the entries of one chat, in order and each once. */
@FunctionalInterface
public interface EntryListener {

    /**
     * The next entry. The one after it comes when the stage is done, so that whoever is slow is waited for; nothing is queued meanwhile, but
     * read again from where it was. When the stage fails, or this throws, nothing more comes ({@link Following#ended}).
     */
    CompletionStage<?> entry(Entry entry) throws Exception;
}
