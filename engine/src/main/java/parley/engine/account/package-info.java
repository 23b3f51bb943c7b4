/**
 * Who may sign in: the ports behind which accounts, devices, revocations and signing keys are kept. Starting points: {@link
 * parley.engine.account.Accounts}, {@link parley.engine.account.Devices}.
 */
@NullMarked
package parley.engine.account;

import org.jspecify.annotations.NullMarked;
