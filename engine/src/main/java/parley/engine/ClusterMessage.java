package parley.engine;

/** Marks what travels between nodes; bound to the Jackson CBOR serializer in {@code serialization.conf}. */
public interface ClusterMessage {}
