package dev.berth.account.store;

import dev.berth.account.Account;
import dev.berth.account.ApiToken;
import dev.berth.account.SshKey;
import dev.berth.kernel.UserId;
import java.util.Optional;

/** Rows to models and back. */
final class AccountMapping {

  private AccountMapping() {}

  static Account toModel(AccountEntity row) {
    return new Account(
        new UserId(row.handle), row.role, row.plan, row.enabled, row.uid, row.createdAt);
  }

  static SshKey toModel(SshKeyEntity row) {
    return new SshKey(
        new UserId(row.owner), row.fingerprint, row.name, row.type, row.publicKey, row.createdAt);
  }

  static SshKeyEntity toRow(SshKey key) {
    var row = new SshKeyEntity();
    row.owner = key.owner().value();
    row.fingerprint = key.fingerprint();
    row.name = key.name();
    row.type = key.type();
    row.publicKey = key.publicKey();
    row.createdAt = key.createdAt();
    return row;
  }

  static ApiToken toModel(ApiTokenEntity row) {
    return new ApiToken(
        row.id,
        new UserId(row.owner),
        row.name,
        row.createdAt,
        Optional.ofNullable(row.expiresAt),
        Optional.ofNullable(row.lastUsedAt),
        Optional.ofNullable(row.revokedAt));
  }

  static ApiTokenEntity toRow(ApiToken token, byte[] hash) {
    var row = new ApiTokenEntity();
    row.id = token.id();
    row.owner = token.owner().value();
    row.name = token.name();
    row.hash = hash.clone();
    row.createdAt = token.createdAt();
    row.expiresAt = token.expiresAt().orElse(null);
    row.lastUsedAt = token.lastUsedAt().orElse(null);
    row.revokedAt = token.revokedAt().orElse(null);
    return row;
  }
}
