package dev.berth.account;

import dev.berth.kernel.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/** Accounts in memory; passes {@link AccountStoreContract}, so a test can trust it. */
public final class InMemoryAccountStore implements AccountStore {

  private final TreeMap<UserId, Account> accounts = new TreeMap<>();
  private final List<SshKey> keys = new ArrayList<>();
  private final TreeMap<String, ApiToken> tokens = new TreeMap<>();
  private final Map<ByteBuffer, String> hashes = new HashMap<>();
  private int nextUid = 20_001;

  @Override
  public synchronized Optional<Account> create(Account.New wanted) {
    if (accounts.containsKey(wanted.handle())) {
      return Optional.empty();
    }
    var account =
        new Account(
            wanted.handle(), wanted.role(), wanted.plan(), true, nextUid++, wanted.createdAt());
    accounts.put(account.handle(), account);
    return Optional.of(account);
  }

  @Override
  public synchronized boolean createFirstAdmin(
      Account.New account, ApiToken token, byte[] hash, Runnable beforeCommit) {
    if (accounts.values().stream().anyMatch(each -> each.role() == Role.ADMIN)
        || accounts.containsKey(account.handle())) {
      return false;
    }
    beforeCommit.run();
    create(account);
    return addToken(token, hash, Integer.MAX_VALUE);
  }

  @Override
  public synchronized Optional<Account> find(UserId handle) {
    return Optional.ofNullable(accounts.get(handle));
  }

  @Override
  public synchronized List<Account> list(Optional<UserId> after, int limit) {
    var rest = after.map(last -> accounts.tailMap(last, false)).orElse(accounts);
    return rest.values().stream().limit(limit).toList();
  }

  @Override
  public synchronized Update update(UserId handle, AccountChange change) {
    var old = accounts.get(handle);
    if (old == null) {
      return new Update.NoSuchAccount();
    }
    var next =
        new Account(
            handle,
            change.role().orElse(old.role()),
            change.plan().orElse(old.plan()),
            change.enabled().orElse(old.enabled()),
            old.uid(),
            old.createdAt());
    boolean othersRemain =
        accounts.values().stream()
            .anyMatch(each -> isActiveAdmin(each) && !each.handle().equals(handle));
    if (isActiveAdmin(old) && !isActiveAdmin(next) && !othersRemain) {
      return new Update.LastAdmin();
    }
    accounts.put(handle, next);
    return new Update.Updated(next);
  }

  private static boolean isActiveAdmin(Account account) {
    return account.enabled() && account.role() == Role.ADMIN;
  }

  @Override
  public synchronized AddedKey addKey(SshKey key, int limit) {
    mustExist(key.owner());
    var present = keys(key.owner());
    var same =
        present.stream().filter(each -> each.fingerprint().equals(key.fingerprint())).findAny();
    if (same.isPresent()) {
      return new AddedKey.SameKey(same.get());
    }
    if (present.stream().anyMatch(each -> each.name().equals(key.name()))) {
      return new AddedKey.NameTaken();
    }
    if (present.size() >= limit) {
      return new AddedKey.LimitReached(limit);
    }
    keys.add(key);
    return new AddedKey.Added(key);
  }

  @Override
  public synchronized List<SshKey> keys(UserId owner) {
    return keys.stream()
        .filter(key -> key.owner().equals(owner))
        .sorted(Comparator.comparing(SshKey::name))
        .toList();
  }

  @Override
  public synchronized Optional<SshKey> removeKey(UserId owner, String fingerprintOrName) {
    var found =
        keys(owner).stream()
            .filter(
                key ->
                    key.fingerprint().equals(fingerprintOrName)
                        || key.name().equals(fingerprintOrName))
            .findAny();
    found.ifPresent(keys::remove);
    return found;
  }

  @Override
  public synchronized boolean addToken(ApiToken token, byte[] hash, int limit) {
    mustExist(token.owner());
    long live =
        tokens(token.owner()).stream().filter(each -> !each.isExpired(token.createdAt())).count();
    if (live >= limit) {
      return false;
    }
    tokens.put(token.id(), token);
    hashes.put(ByteBuffer.wrap(hash.clone()), token.id());
    return true;
  }

  @Override
  public synchronized List<ApiToken> tokens(UserId owner) {
    return tokens.values().stream()
        .filter(token -> token.owner().equals(owner) && token.revokedAt().isEmpty())
        .toList();
  }

  @Override
  public synchronized Optional<ApiToken> revokeToken(UserId owner, String id, Instant at) {
    var found = tokens(owner).stream().filter(token -> token.id().equals(id)).findAny();
    return found.map(
        token -> {
          var revoked = with(token, token.lastUsedAt(), Optional.of(at));
          tokens.put(id, revoked);
          return revoked;
        });
  }

  @Override
  public synchronized Optional<TokenHolder> findToken(byte[] hash) {
    return Optional.ofNullable(hashes.get(ByteBuffer.wrap(hash)))
        .map(tokens::get)
        .map(token -> new TokenHolder(token, accounts.get(token.owner())));
  }

  @Override
  public synchronized void tokenUsed(String id, Instant at) {
    tokens.computeIfPresent(id, (_, token) -> with(token, Optional.of(at), token.revokedAt()));
  }

  private static ApiToken with(
      ApiToken token, Optional<Instant> lastUsedAt, Optional<Instant> revokedAt) {
    return new ApiToken(
        token.id(),
        token.owner(),
        token.name(),
        token.createdAt(),
        token.expiresAt(),
        lastUsedAt,
        revokedAt);
  }

  private void mustExist(UserId owner) {
    if (!accounts.containsKey(owner)) {
      throw new NoSuchElementException("no account " + owner);
    }
  }
}
