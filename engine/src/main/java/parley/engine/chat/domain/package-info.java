/** What a chat is, in plain Java: commands are decided into events, events evolve the state. No Akka, no clock, no I/O. */
@NullMarked
package parley.engine.chat.domain;

import org.jspecify.annotations.NullMarked;
