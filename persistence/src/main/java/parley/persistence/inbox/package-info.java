/**
 * The chats' and users' cells in the chat lists. Starting point: {@link parley.persistence.inbox.CassandraInbox}. Cells that a
 * chat owns are written with a timestamp made from (epoch, seq) and are never deleted, so the newest state wins in whatever
 * order writes arrive.
 */
@NullMarked
package parley.persistence.inbox;

import org.jspecify.annotations.NullMarked;
