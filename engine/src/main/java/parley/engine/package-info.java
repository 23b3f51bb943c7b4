/**
 * The engine: what a chat, a session and presence are. Starting points: {@link parley.engine.Engine}, {@code chat.Chat}, {@code
 * session.SessionSlot}.
 */
@NullMarked
package parley.engine;

import org.jspecify.annotations.NullMarked;
