package dev.berth.account.store;

import static dev.berth.account.store.AccountMapping.toModel;
import static dev.berth.account.store.AccountMapping.toRow;

import dev.berth.account.Account;
import dev.berth.account.AccountChange;
import dev.berth.account.AccountStore;
import dev.berth.account.ApiToken;
import dev.berth.account.Role;
import dev.berth.account.SshKey;
import dev.berth.kernel.UserId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Keeps accounts in PostgreSQL. Limits are counted under a lock on the owner's row; the account
 * rows are always locked in the order of their handles.
 */
@ApplicationScoped
class PanacheAccountStore implements AccountStore {

  private final AccountRepository accounts;
  private final SshKeyRepository keys;
  private final ApiTokenRepository tokens;

  PanacheAccountStore(
      AccountRepository accounts, SshKeyRepository keys, ApiTokenRepository tokens) {
    this.accounts = accounts;
    this.keys = keys;
    this.tokens = tokens;
  }

  @Override
  public Optional<Account> create(Account.New account) {
    return inTransaction(
        () ->
            insert(account)
                ? accounts.findByIdOptional(account.handle().value()).map(AccountMapping::toModel)
                : Optional.empty());
  }

  @Override
  public boolean createFirstAdmin(
      Account.New account, ApiToken token, byte[] hash, Runnable beforeCommit) {
    return inTransaction(
        () -> {
          // A second replica waits in the insert until the first has committed.
          if (accounts.count("role", Role.ADMIN) > 0 || !insert(account)) {
            return false;
          }
          tokens.persistAndFlush(toRow(token, hash));
          beforeCommit.run();
          return true;
        });
  }

  private boolean insert(Account.New account) {
    // Asked before, so that a taken handle does not use up a uid.
    return accounts.findByIdOptional(account.handle().value()).isEmpty()
        && accounts
                .getEntityManager()
                .createNativeQuery(
                    """
                    insert into account (handle, role, plan, enabled, created_at)
                    values (:handle, :role, :plan, true, :at) on conflict do nothing
                    """)
                .setParameter("handle", account.handle().value())
                .setParameter("role", account.role().name())
                .setParameter("plan", account.plan())
                .setParameter("at", account.createdAt())
                .executeUpdate()
            == 1;
  }

  @Override
  public Optional<Account> find(UserId handle) {
    return inTransaction(
        () -> accounts.findByIdOptional(handle.value()).map(AccountMapping::toModel));
  }

  @Override
  public List<Account> list(Optional<UserId> after, int limit) {
    String last = after.map(UserId::value).orElse("");
    return inTransaction(
        () ->
            accounts.find("handle > ?1", Sort.by("handle"), last).page(0, limit).list().stream()
                .map(AccountMapping::toModel)
                .toList());
  }

  @Override
  public Update update(UserId handle, AccountChange change) {
    return inTransaction(
        () -> {
          // All admins, so that two of them can't each rely on the other.
          List<AccountEntity> locked =
              accounts
                  .find("role = ?1 or handle = ?2", Sort.by("handle"), Role.ADMIN, handle.value())
                  .withLock(LockModeType.PESSIMISTIC_WRITE)
                  .list();
          var row = locked.stream().filter(each -> each.handle.equals(handle.value())).findAny();
          if (row.isEmpty()) {
            return new Update.NoSuchAccount();
          }
          boolean othersRemain =
              locked.stream()
                  .anyMatch(each -> isActiveAdmin(each) && !each.handle.equals(handle.value()));
          boolean staysAdmin =
              change.enabled().orElse(row.get().enabled)
                  && change.role().orElse(row.get().role) == Role.ADMIN;
          if (isActiveAdmin(row.get()) && !staysAdmin && !othersRemain) {
            return new Update.LastAdmin();
          }
          change.enabled().ifPresent(value -> row.get().enabled = value);
          change.role().ifPresent(value -> row.get().role = value);
          change.plan().ifPresent(value -> row.get().plan = value);
          return new Update.Updated(toModel(row.get()));
        });
  }

  private static boolean isActiveAdmin(AccountEntity row) {
    return row.enabled && row.role == Role.ADMIN;
  }

  @Override
  public AddedKey addKey(SshKey key, int limit) {
    String owner = key.owner().value();
    return inTransaction(
        () -> {
          lock(key.owner());
          var same = keys.findByIdOptional(new SshKeyEntity.Key(owner, key.fingerprint()));
          if (same.isPresent()) {
            return new AddedKey.SameKey(toModel(same.get()));
          }
          if (keys.count("owner = ?1 and name = ?2", owner, key.name()) > 0) {
            return new AddedKey.NameTaken();
          }
          if (keys.count("owner", owner) >= limit) {
            return new AddedKey.LimitReached(limit);
          }
          keys.persist(toRow(key));
          return new AddedKey.Added(key);
        });
  }

  @Override
  public List<SshKey> keys(UserId owner) {
    return inTransaction(
        () ->
            keys.list("owner", Sort.by("name"), owner.value()).stream()
                .map(AccountMapping::toModel)
                .toList());
  }

  @Override
  public Optional<SshKey> removeKey(UserId owner, String fingerprintOrName) {
    return inTransaction(
        () -> {
          var row =
              keys.find(
                      "owner = ?1 and (fingerprint = ?2 or name = ?2)",
                      owner.value(),
                      fingerprintOrName)
                  .firstResultOptional();
          row.ifPresent(keys::delete);
          return row.map(AccountMapping::toModel);
        });
  }

  @Override
  public boolean addToken(ApiToken token, byte[] hash, int limit) {
    return inTransaction(
        () -> {
          lock(token.owner());
          long live =
              tokens.count(
                  "owner = ?1 and revokedAt is null and (expiresAt is null or expiresAt > ?2)",
                  token.owner().value(),
                  token.createdAt());
          if (live >= limit) {
            return false;
          }
          tokens.persist(toRow(token, hash));
          return true;
        });
  }

  @Override
  public List<ApiToken> tokens(UserId owner) {
    return inTransaction(
        () ->
            tokens.list("owner = ?1 and revokedAt is null", Sort.by("id"), owner.value()).stream()
                .map(AccountMapping::toModel)
                .toList());
  }

  @Override
  public Optional<ApiToken> revokeToken(UserId owner, String id, Instant at) {
    return inTransaction(
        () -> {
          var row =
              tokens
                  .find("id = ?1 and owner = ?2 and revokedAt is null", id, owner.value())
                  .withLock(LockModeType.PESSIMISTIC_WRITE)
                  .firstResultOptional();
          row.ifPresent(token -> token.revokedAt = at);
          return row.map(AccountMapping::toModel);
        });
  }

  @Override
  public Optional<TokenHolder> findToken(byte[] hash) {
    return inTransaction(
        () ->
            tokens
                .find("hash", hash)
                .firstResultOptional()
                .map(
                    token ->
                        new TokenHolder(toModel(token), toModel(accounts.findById(token.owner)))));
  }

  @Override
  public void tokenUsed(String id, Instant at) {
    inTransaction(() -> tokens.update("lastUsedAt = ?1 where id = ?2", at, id));
  }

  private void lock(UserId owner) {
    if (accounts.findById(owner.value(), LockModeType.PESSIMISTIC_WRITE) == null) {
      throw new NoSuchElementException("no account " + owner);
    }
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
