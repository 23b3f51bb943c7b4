package parley.persistence.schema;

/** The keyspace cannot be brought to the version that this software needs. */
public class SchemaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SchemaException(String message) {
        super(message);
    }
}
