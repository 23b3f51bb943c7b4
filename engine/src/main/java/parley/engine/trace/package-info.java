/** Spans of single messages, on the way from the sender's gateway to the recipients'. Starting point: {@link parley.engine.trace.MessageTraces}. */
@NullMarked
package parley.engine.trace;

import org.jspecify.annotations.NullMarked;
