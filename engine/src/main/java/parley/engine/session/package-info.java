/** Sessions of connected users, in slots that are sharded over the cluster. Starting points: {@code SessionSlot}, {@code UserSession}, {@link parley.engine.session.SessionProtocol}. */
@NullMarked
package parley.engine.session;

import org.jspecify.annotations.NullMarked;
