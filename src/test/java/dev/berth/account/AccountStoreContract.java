package dev.berth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.account.AccountStore.AddedKey;
import dev.berth.account.AccountStore.TokenHolder;
import dev.berth.account.AccountStore.Update;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every account store must do. Each test begins with an empty one. */
public abstract class AccountStoreContract {

  protected static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final UserId ADA = new UserId("ada");
  private static final UserId BOB = new UserId("bob");

  protected abstract AccountStore store();

  @Test
  void givesEveryAccountAUidOfItsOwn() {
    var ada = user(ADA);
    var bob = user(BOB);
    assertThat(ada.uid()).isBetween(20_001, 59_999);
    assertThat(bob.uid()).isBetween(20_001, 59_999).isNotEqualTo(ada.uid());
    assertThat(store().find(ADA)).contains(ada);
    assertThat(ada).isEqualTo(new Account(ADA, Role.USER, "default", true, ada.uid(), NOON));
  }

  @Test
  void refusesATakenHandle() {
    var ada = user(ADA);
    assertThat(store().create(new Account.New(ADA, Role.ADMIN, "large", NOON))).isEmpty();
    assertThat(store().find(ADA)).contains(ada);
  }

  @Test
  void listsByHandleFromAnywhere() {
    var bob = user(BOB);
    var ada = user(ADA);
    assertThat(store().list(Optional.empty(), 10)).containsExactly(ada, bob);
    assertThat(store().list(Optional.empty(), 1)).containsExactly(ada);
    assertThat(store().list(Optional.of(ADA), 10)).containsExactly(bob);
    assertThat(store().list(Optional.of(BOB), 10)).isEmpty();
  }

  @Test
  void changesOnlyWhatIsGiven() {
    var ada = user(ADA);
    var disabled = new Account(ADA, Role.USER, "default", false, ada.uid(), NOON);
    assertThat(store().update(ADA, AccountChange.enable(false)))
        .isEqualTo(new Update.Updated(disabled));
    assertThat(
            store()
                .update(
                    ADA,
                    new AccountChange(
                        Optional.empty(), Optional.of(Role.ADMIN), Optional.of("large"))))
        .isEqualTo(
            new Update.Updated(new Account(ADA, Role.ADMIN, "large", false, ada.uid(), NOON)));
    assertThat(store().update(BOB, AccountChange.enable(false)))
        .isEqualTo(new Update.NoSuchAccount());
  }

  @Test
  void keepsTheLastEnabledAdmin() {
    admin(ADA);
    assertThat(store().update(ADA, AccountChange.enable(false))).isEqualTo(new Update.LastAdmin());
    assertThat(store().update(ADA, demotion())).isEqualTo(new Update.LastAdmin());
    admin(BOB);
    assertThat(store().update(ADA, AccountChange.enable(false))).isInstanceOf(Update.Updated.class);
    assertThat(store().update(BOB, demotion())).isEqualTo(new Update.LastAdmin());
  }

  @Test
  void twoAdminsThatDisableEachOtherAtOnceLeaveOne() throws Exception {
    admin(ADA);
    admin(BOB);
    var outcomes = atOnce(2, i -> store().update(i == 0 ? ADA : BOB, AccountChange.enable(false)));
    assertThat(outcomes).filteredOn(Update.LastAdmin.class::isInstance).hasSize(1);
  }

  @Test
  void makesTheFirstAdminOnceAndForAll() throws Exception {
    var calls = new AtomicInteger();
    var outcomes =
        atOnce(
            4,
            i ->
                store()
                    .createFirstAdmin(
                        new Account.New(ADA, Role.ADMIN, "default", NOON),
                        token("T" + i, ADA, Optional.empty()),
                        hash(i),
                        calls::incrementAndGet));
    assertThat(outcomes).filteredOn(done -> done).hasSize(1);
    assertThat(calls).hasValue(1);
    assertThat(store().tokens(ADA)).hasSize(1);
  }

  @Test
  void makesNoFirstAdminWhereItsTokenCannotBeHandedOver() {
    assertThatThrownBy(
            () ->
                store()
                    .createFirstAdmin(
                        new Account.New(ADA, Role.ADMIN, "default", NOON),
                        token("T", ADA, Optional.empty()),
                        hash(1),
                        () -> {
                          throw new IllegalStateException("disk full");
                        }))
        .hasStackTraceContaining("disk full");
    assertThat(store().find(ADA)).isEmpty();
  }

  @Test
  void makesNoFirstAdminBesideAnother() {
    admin(BOB);
    assertThat(
            store()
                .createFirstAdmin(
                    new Account.New(ADA, Role.ADMIN, "default", NOON),
                    token("T", ADA, Optional.empty()),
                    hash(1),
                    () -> {}))
        .isFalse();
    assertThat(store().find(ADA)).isEmpty();
  }

  @Test
  void keepsKeysByNameAndRemovesThemByEither() {
    user(ADA);
    var work = key(ADA, "SHA256:a/b+c", "work");
    var home = key(ADA, "SHA256:d", "home");
    assertThat(store().addKey(work, 9)).isEqualTo(new AddedKey.Added(work));
    assertThat(store().addKey(home, 9)).isEqualTo(new AddedKey.Added(home));
    assertThat(store().keys(ADA)).containsExactly(home, work);
    assertThat(store().removeKey(ADA, "SHA256:a/b+c")).contains(work);
    assertThat(store().removeKey(ADA, "home")).contains(home);
    assertThat(store().removeKey(ADA, "home")).isEmpty();
    assertThat(store().keys(ADA)).isEmpty();
  }

  @Test
  void knowsAKeyAgainAndATakenName() {
    user(ADA);
    var work = key(ADA, "SHA256:a", "work");
    store().addKey(work, 9);
    assertThat(store().addKey(key(ADA, "SHA256:a", "other"), 9))
        .isEqualTo(new AddedKey.SameKey(work));
    assertThat(store().addKey(key(ADA, "SHA256:b", "work"), 9)).isEqualTo(new AddedKey.NameTaken());
  }

  @Test
  void keepsKeysOfTwoUsersApart() {
    user(ADA);
    user(BOB);
    store().addKey(key(ADA, "SHA256:a", "work"), 9);
    assertThat(store().addKey(key(BOB, "SHA256:a", "work"), 9)).isInstanceOf(AddedKey.Added.class);
    store().removeKey(BOB, "work");
    assertThat(store().keys(ADA)).hasSize(1);
  }

  @Test
  void holdsTheKeyLimitAgainstRequestsAtOnce() throws Exception {
    user(ADA);
    var outcomes = atOnce(6, i -> store().addKey(key(ADA, "SHA256:" + i, "k" + i), 2));
    assertThat(outcomes).filteredOn(AddedKey.Added.class::isInstance).hasSize(2);
    assertThat(outcomes).filteredOn(new AddedKey.LimitReached(2)::equals).hasSize(4);
  }

  @Test
  void addsNothingForAnUnknownUser() {
    assertThatThrownBy(() -> store().addKey(key(ADA, "SHA256:a", "work"), 9))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> store().addToken(token("T", ADA, Optional.empty()), hash(1), 9))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void findsATokenByItsHashAlone() {
    var ada = user(ADA);
    var token = token("T1", ADA, Optional.of(NOON.plusSeconds(60)));
    assertThat(store().addToken(token, hash(1), 9)).isTrue();
    assertThat(store().findToken(hash(1))).contains(new TokenHolder(token, ada));
    assertThat(store().findToken(hash(2))).isEmpty();
    store().tokenUsed("T1", NOON.plusSeconds(5));
    assertThat(store().tokens(ADA))
        .singleElement()
        .extracting(ApiToken::lastUsedAt)
        .isEqualTo(Optional.of(NOON.plusSeconds(5)));
  }

  @Test
  void revokesATokenOfItsOwnerOnce() {
    user(ADA);
    user(BOB);
    store().addToken(token("T1", ADA, Optional.empty()), hash(1), 9);
    assertThat(store().revokeToken(BOB, "T1", NOON)).isEmpty();
    assertThat(store().revokeToken(ADA, "T1", NOON))
        .map(ApiToken::revokedAt)
        .contains(Optional.of(NOON));
    assertThat(store().revokeToken(ADA, "T1", NOON)).isEmpty();
    assertThat(store().tokens(ADA)).isEmpty();
    assertThat(store().findToken(hash(1)))
        .map(holder -> holder.token().revokedAt())
        .contains(Optional.of(NOON));
  }

  @Test
  void countsNeitherRevokedNorExpiredTokensAgainstTheLimit() {
    user(ADA);
    store().addToken(token("T1", ADA, Optional.of(NOON)), hash(1), 1);
    assertThat(store().addToken(token("T2", ADA, Optional.empty()), hash(2), 1)).isTrue();
    assertThat(store().addToken(token("T3", ADA, Optional.empty()), hash(3), 1)).isFalse();
    store().revokeToken(ADA, "T2", NOON);
    assertThat(store().addToken(token("T4", ADA, Optional.empty()), hash(4), 1)).isTrue();
  }

  private Account user(UserId handle) {
    return store().create(new Account.New(handle, Role.USER, "default", NOON)).orElseThrow();
  }

  private void admin(UserId handle) {
    store().create(new Account.New(handle, Role.ADMIN, "default", NOON)).orElseThrow();
  }

  private static AccountChange demotion() {
    return new AccountChange(Optional.empty(), Optional.of(Role.USER), Optional.empty());
  }

  private static SshKey key(UserId owner, String fingerprint, String name) {
    return new SshKey(owner, fingerprint, name, "ssh-ed25519", "ssh-ed25519 AAAA", NOON);
  }

  private static ApiToken token(String id, UserId owner, Optional<Instant> expiresAt) {
    return ApiToken.issued(id, owner, "laptop", NOON, expiresAt);
  }

  private static byte[] hash(int seed) {
    return Tokens.hash("seed " + seed);
  }

  private static <T> List<T> atOnce(int times, Function<Integer, T> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.range(0, times).mapToObj(i -> threads.submit(() -> call.apply(i))).toList();
      var outcomes = new ArrayList<T>();
      for (Future<T> each : running) {
        outcomes.add(each.get());
      }
      return outcomes;
    }
  }
}
