/** The cells a chat owns in its members' chat lists, written inside the ack gate, and the cells that users own beside them. */
@NullMarked
package parley.engine.inbox;

import org.jspecify.annotations.NullMarked;
