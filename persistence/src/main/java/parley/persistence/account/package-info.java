/** Accounts, devices, revocations and signing keys in Cassandra: the adapters of {@code parley.engine.account}. */
@NullMarked
package parley.persistence.account;

import org.jspecify.annotations.NullMarked;
