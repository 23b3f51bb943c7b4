package parley.engine.lease;

/** The time for which this node holds a shard, as whoever answers for something in that shard sees it. Thread-safe. */
public interface Tenure {

    /**
     * Whether it is certain that no other node may have taken the shard. Asked between what was written and what is told of it.
     * Once false, false for ever.
     */
    boolean holds();
}
