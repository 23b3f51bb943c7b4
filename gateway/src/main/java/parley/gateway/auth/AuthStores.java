package parley.gateway.auth;

import parley.engine.account.Accounts;
import parley.engine.account.Devices;
import parley.engine.account.RevokedDevices;
import parley.engine.account.SigningKeys;

/** The ports behind which everything about signing in is kept. */
public record AuthStores(Accounts accounts, Devices devices, RevokedDevices revoked, SigningKeys keys) {}
