package parley.persistence.journal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;

/** What may be written ahead, and the statement that writes it to its place at once. */
public record AheadRow(AheadWrite write, BoundStatement statement) {}
