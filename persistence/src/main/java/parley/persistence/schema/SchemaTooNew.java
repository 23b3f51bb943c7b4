package parley.persistence.schema;

/** A newer version of this software has changed the keyspace; this one must not write to it. */
public final class SchemaTooNew extends SchemaException {

    private static final long serialVersionUID = 1;

    SchemaTooNew(String keyspace, int found, int known) {
        super("schema of keyspace " + keyspace + ": version " + found + " (expected: at most " + known
                + "): start a newer version of Parley");
    }
}
