package dev.berth.account;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.account.AccountStore.AddedKey;
import dev.berth.account.AccountStore.Update;
import dev.berth.audit.Audit;
import dev.berth.kernel.UserId;
import dev.berth.plan.LimitsChanged;
import dev.berth.plan.PlanStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Users, their SSH keys and API tokens. Each act is one transaction with its line in the audit;
 * {@code actor} is who does it, which for an admin is not the owner.
 */
@ApplicationScoped
public class Accounts {

  private static final Duration LAST_USE_PRECISION = Duration.ofMinutes(1);

  private final AccountStore store;
  private final PlanStore plans;
  private final Audit audit;
  private final AccountConfig config;
  private final InstantSource clock;
  private final Event<SshKeysChanged> keysChanged;
  private final Event<LimitsChanged> limitsChanged;

  Accounts(
      AccountStore store,
      PlanStore plans,
      Audit audit,
      AccountConfig config,
      InstantSource clock,
      Event<SshKeysChanged> keysChanged,
      Event<LimitsChanged> limitsChanged) {
    this.store = store;
    this.plans = plans;
    this.audit = audit;
    this.config = config;
    this.clock = clock;
    this.keysChanged = keysChanged;
    this.limitsChanged = limitsChanged;
  }

  /** Makes a user of a handle that nobody had before. */
  @Transactional
  public NewAccount create(UserId actor, UserId handle, Role role, String plan) {
    if (!plans.hold(plan)) {
      return new NewAccount.NoSuchPlan();
    }
    var created = store.create(new Account.New(handle, role, plan, clock.instant()));
    created.ifPresent(
        account ->
            audit.record(
                actor.value(), "user.create", handle.value(), "role=" + role + " plan=" + plan));
    return created
        .<NewAccount>map(NewAccount.Made::new)
        .orElseGet(() -> new NewAccount.HandleTaken());
  }

  public Optional<Account> find(UserId handle) {
    return store.find(handle);
  }

  /** By handle, at most {@code limit}. */
  public List<Account> list(Optional<UserId> after, int limit) {
    return store.list(after, limit);
  }

  /** Enables, disables, or gives another role or plan. */
  @Transactional
  public Update update(UserId actor, UserId handle, AccountChange change) {
    if (change.plan().isPresent() && !plans.hold(change.plan().get())) {
      return new Update.NoSuchPlan();
    }
    var outcome = store.update(handle, change);
    if (outcome instanceof Update.Updated) {
      audit.record(actor.value(), "user.change", handle.value(), change.toString());
      if (change.enabled().isPresent()) {
        keysChanged.fire(new SshKeysChanged(handle));
      }
      if (change.plan().isPresent()) {
        limitsChanged.fire(new LimitsChanged(Optional.of(handle)));
      }
    }
    return outcome;
  }

  /**
   * Adds a key that {@link PublicKeys} accepted. The owner must exist.
   *
   * @param name valid by {@link Labels}
   */
  @Transactional
  public AddedKey addKey(UserId actor, UserId owner, String name, PublicKeys.Accepted key) {
    var outcome =
        store.addKey(
            new SshKey(owner, key.fingerprint(), name, key.type(), key.line(), clock.instant()),
            config.maxKeys());
    if (outcome instanceof AddedKey.Added) {
      audit.record(actor.value(), "key.add", owner.value(), key.fingerprint() + " " + name);
      keysChanged.fire(new SshKeysChanged(owner));
    }
    return outcome;
  }

  /** All keys of a user, by name. */
  public List<SshKey> keys(UserId owner) {
    return store.keys(owner);
  }

  /** Keys that open the user's workspaces and the gateway: none while the account is disabled. */
  public List<SshKey> loginKeys(UserId owner) {
    return store.loginKeys(owner);
  }

  /** False where the owner has no key of this fingerprint or name. */
  @Transactional
  public boolean removeKey(UserId actor, UserId owner, String fingerprintOrName) {
    var removed = store.removeKey(owner, fingerprintOrName);
    removed.ifPresent(
        key -> {
          audit.record(
              actor.value(), "key.remove", owner.value(), key.fingerprint() + " " + key.name());
          keysChanged.fire(new SshKeysChanged(owner));
        });
    return removed.isPresent();
  }

  /**
   * Issues a token. The owner must exist.
   *
   * @param name valid by {@link Labels}
   * @param ttl positive and at most {@link AccountConfig#maxTokenTtl}; empty for no expiry
   */
  @Transactional
  public IssuedToken issueToken(UserId actor, UserId owner, String name, Optional<Duration> ttl) {
    Instant now = clock.instant();
    var secret = Tokens.generate();
    var token = newToken(owner, name, now, ttl.map(now::plus));
    if (!store.addToken(token, Tokens.hash(secret.text()), config.maxTokens())) {
      return new IssuedToken.LimitReached(config.maxTokens());
    }
    audit.record(actor.value(), "token.issue", owner.value(), token.id() + " " + name);
    return new IssuedToken.Issued(token, secret);
  }

  /** Tokens that were not revoked, oldest first. */
  public List<ApiToken> tokens(UserId owner) {
    return store.tokens(owner);
  }

  /** False where the owner has no such token, or it was revoked before. */
  @Transactional
  public boolean revokeToken(UserId actor, UserId owner, String id) {
    var revoked = store.revokeToken(owner, id, clock.instant());
    revoked.ifPresent(
        token ->
            audit.record(
                actor.value(), "token.revoke", owner.value(), token.id() + " " + token.name()));
    return revoked.isPresent();
  }

  /** Finds whose token this is, and notes its use to the minute. */
  public TokenCheck authenticate(String token) {
    if (!Tokens.isPlausible(token)) {
      return new TokenCheck.Rejected(TokenCheck.Reason.UNKNOWN);
    }
    Instant now = clock.instant();
    var check =
        store
            .findToken(Tokens.hash(token))
            .map(holder -> Tokens.check(holder, now))
            .orElseGet(() -> new TokenCheck.Rejected(TokenCheck.Reason.UNKNOWN));
    if (check instanceof TokenCheck.Accepted(_, var used)
        && used.lastUsedAt().map(at -> !now.isBefore(at.plus(LAST_USE_PRECISION))).orElse(true)) {
      store.tokenUsed(used.id(), now);
    }
    return check;
  }

  static ApiToken newToken(UserId owner, String name, Instant now, Optional<Instant> expiresAt) {
    String id = UlidCreator.getUlid(now.toEpochMilli()).toString();
    return ApiToken.issued(id, owner, name, now, expiresAt);
  }
}
