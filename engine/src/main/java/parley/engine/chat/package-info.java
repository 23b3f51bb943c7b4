/** Chats as sharded actors: admission, grouped commits, the ack gate, fan-out. Starting points: {@code Chat}, {@code ChatLog}, {@link parley.engine.chat.ChatProtocol}. */
@NullMarked
package parley.engine.chat;

import org.jspecify.annotations.NullMarked;
