package dev.berth.account;

import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where accounts, their keys and tokens are kept. Limits and uniqueness are decided in the step
 * that writes, so that two requests at once can't get around them.
 */
public interface AccountStore {

  /** Gives the account its uid; empty where the handle is taken. */
  Optional<Account> create(Account.New account);

  /**
   * Creates an account with its first token where there is no admin yet, and runs {@code
   * beforeCommit} when that is sure to succeed, at most once in a cluster. False if nothing was
   * done.
   */
  boolean createFirstAdmin(Account.New account, ApiToken token, byte[] hash, Runnable beforeCommit);

  Optional<Account> find(UserId handle);

  /** By handle. */
  List<Account> list(Optional<UserId> after, int limit);

  /** Changes an account, unless that would leave no enabled admin. */
  Update update(UserId handle, AccountChange change);

  /** Adds a key for an existing account that has fewer than {@code limit}. */
  AddedKey addKey(SshKey key, int limit);

  /** By name. */
  List<SshKey> keys(UserId owner);

  /** Keys that open the user's workspaces and the gateway: none while the account is disabled. */
  default List<SshKey> loginKeys(UserId owner) {
    return find(owner).filter(Account::enabled).isPresent() ? keys(owner) : List.of();
  }

  /** Removes the key with this fingerprint or name, and tells which it was. */
  Optional<SshKey> removeKey(UserId owner, String fingerprintOrName);

  /**
   * Adds a token for an existing account that has fewer than {@code limit} which are neither
   * revoked nor expired at their creation time; false if it has that many.
   */
  boolean addToken(ApiToken token, byte[] hash, int limit);

  /** Those not revoked, by id. */
  List<ApiToken> tokens(UserId owner);

  /** Empty where the owner has no such token that isn't revoked yet. */
  Optional<ApiToken> revokeToken(UserId owner, String id, Instant at);

  /** The token with this SHA-256, in whatever state, and its account. */
  Optional<TokenHolder> findToken(byte[] hash);

  void tokenUsed(String id, Instant at);

  /** A token and whose it is. */
  record TokenHolder(ApiToken token, Account account) {}

  /** Outcome of {@link #update}. */
  sealed interface Update {
    record Updated(Account account) implements Update {}

    record NoSuchAccount() implements Update {}

    /** Nobody can be given a plan that is not there. */
    record NoSuchPlan() implements Update {}

    record LastAdmin() implements Update {}
  }

  /** Outcome of {@link #addKey}. */
  sealed interface AddedKey {
    record Added(SshKey key) implements AddedKey {}

    /** The owner has this very key, under the name given here. */
    record SameKey(SshKey present) implements AddedKey {}

    record NameTaken() implements AddedKey {}

    record LimitReached(int limit) implements AddedKey {}
  }
}
