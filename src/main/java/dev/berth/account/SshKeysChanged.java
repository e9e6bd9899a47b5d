package dev.berth.account;

import dev.berth.kernel.UserId;

/**
 * The keys that open this user's workspaces have changed. Observe it after the transaction ({@code
 * TransactionPhase.AFTER_SUCCESS}): it is fired within.
 */
public record SshKeysChanged(UserId owner) {}
