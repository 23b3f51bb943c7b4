package parley.sdk;

/**
 * Somebody in a group.
 *
 * @param user the id
 * @param role {@code owner} or {@code member}
 * @param joinedSeq the entry that made them a member
 */
public record Member(String user, String role, long joinedSeq) {}
