/**
 * The client's side of Parley for Java: everything that docs/protocol.md asks of a client. Starting points: {@link parley.sdk.Parley},
 * {@link parley.sdk.Client}, {@link parley.sdk.Conversation}.
 *
 * <p><b>Threads.</b> All that a client knows is changed on one thread of its own, its loop. Every public method may be called on any
 * thread and none of them waits, but for {@link parley.sdk.Client#close}. What is read ({@code chats}, {@code entries}, …) is as of the moment
 * and never changes afterwards. Listeners are called, and stages are completed, one after the other on the loop, or on the executor that was
 * given for them: whoever blocks there holds up the client, and whoever waits there for another stage waits for ever.
 *
 * <p><b>Errors.</b> A stage fails with a {@link parley.sdk.Refusal}, which carries the protocol's code.
 *
 * <p>The parts have the names that they have in the JavaScript SDK, so that a rule that is found in one is found in the other.
 */
@NullMarked
package parley.sdk;

import org.jspecify.annotations.NullMarked;
