package dev.berth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.RecordedEvent;
import dev.berth.account.AccountStore.AddedKey;
import dev.berth.account.AccountStore.Update;
import dev.berth.audit.AuditEntry;
import dev.berth.audit.InMemoryAudit;
import dev.berth.kernel.UserId;
import dev.berth.plan.InMemoryPlanStore;
import dev.berth.plan.LimitsChanged;
import dev.berth.plan.model.PlanSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final UserId ROOT = new UserId("root");
  private static final UserId ADA = new UserId("ada");

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final InMemoryAccountStore store = new InMemoryAccountStore();
  private final InMemoryPlanStore plans = new InMemoryPlanStore();
  private final InMemoryAudit audit = new InMemoryAudit();
  private final RecordedEvent<SshKeysChanged> events = new RecordedEvent<>();
  private final RecordedEvent<LimitsChanged> limits = new RecordedEvent<>();
  private final Accounts accounts =
      new Accounts(store, plans, audit, new FixedAccountConfig(), () -> now, events, limits);

  @BeforeEach
  void makeAda() {
    accounts.create(ROOT, ADA, Role.USER, "default").orElseThrow();
  }

  @Test
  void writesDownWhoMadeWhom() {
    assertThat(audit.list(OptionalLong.empty(), 9))
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::subject)
        .containsExactly(tuple("root", "user.create", "ada"));
  }

  @Test
  void writesNothingDownWhenNothingHappened() {
    assertThat(accounts.create(ROOT, ADA, Role.ADMIN, "default"))
        .isEqualTo(new NewAccount.HandleTaken());
    accounts.removeKey(ADA, ADA, "none");
    accounts.revokeToken(ADA, ADA, "none");
    accounts.update(ROOT, new UserId("bob"), AccountChange.enable(false));
    assertThat(audit.list(OptionalLong.empty(), 9)).hasSize(1);
    assertThat(events.fired).isEmpty();
  }

  @Test
  void haveOnlyPlansThatAreThere() {
    var bob = new UserId("bob");
    assertThat(accounts.create(ROOT, bob, Role.USER, "large"))
        .isEqualTo(new NewAccount.NoSuchPlan());
    var change = new AccountChange(Optional.empty(), Optional.empty(), Optional.of("large"));
    assertThat(accounts.update(ROOT, ADA, change)).isEqualTo(new Update.NoSuchPlan());
    assertThat(accounts.find(bob)).isEmpty();
    assertThat(accounts.find(ADA)).map(Account::plan).contains("default");

    plans.put(PlanSettings.unset("large"));
    assertThat(accounts.create(ROOT, bob, Role.USER, "large").orElseThrow().plan())
        .isEqualTo("large");
    assertThat(limits.fired).isEmpty();
    assertThat(accounts.update(ROOT, ADA, change)).isInstanceOf(Update.Updated.class);
    assertThat(limits.fired).containsExactly(new LimitsChanged(Optional.of(ADA)));
  }

  @Nested
  class Keys {

    @Test
    void tellWorkspacesThatTheyChanged() {
      assertThat(accounts.addKey(ADA, ADA, "laptop", key(TestKeys.ED25519)))
          .isInstanceOf(AddedKey.Added.class);
      assertThat(accounts.removeKey(ROOT, ADA, "laptop")).isTrue();
      assertThat(events.fired).containsExactly(new SshKeysChanged(ADA), new SshKeysChanged(ADA));
    }

    @Test
    void areLimited() {
      accounts.addKey(ADA, ADA, "1", key(TestKeys.ED25519));
      accounts.addKey(ADA, ADA, "2", key(TestKeys.ECDSA_256));
      assertThat(accounts.addKey(ADA, ADA, "3", key(TestKeys.RSA_2048)))
          .isEqualTo(new AddedKey.LimitReached(2));
      assertThat(events.fired).hasSize(2);
    }

    @Test
    void openNothingWhileTheAccountIsDisabled() {
      accounts.addKey(ADA, ADA, "laptop", key(TestKeys.ED25519));
      assertThat(accounts.loginKeys(ADA)).hasSize(1);
      accounts.update(ROOT, ADA, AccountChange.enable(false));
      assertThat(accounts.loginKeys(ADA)).isEmpty();
      assertThat(accounts.keys(ADA)).hasSize(1);
      assertThat(events.fired).hasSize(2);
    }

    @Test
    void ofNobodyAreNone() {
      assertThat(accounts.loginKeys(new UserId("bob"))).isEmpty();
    }

    private static PublicKeys.Accepted key(String line) {
      return (PublicKeys.Accepted) PublicKeys.parse(line);
    }
  }

  @Nested
  class Authentication {

    @Test
    void letsTheOwnerIn() {
      assertThat(accounts.authenticate(issue(Optional.empty())).admitted())
          .map(Account::handle)
          .contains(ADA);
    }

    @Test
    void endsAtTheVeryInstantTheTokenExpires() {
      String token = issue(Optional.of(Duration.ofDays(90)));
      now = now.plus(Duration.ofDays(90)).minusNanos(1);
      assertThat(accounts.authenticate(token).admitted()).isPresent();
      now = now.plusNanos(1);
      assertThat(accounts.authenticate(token)).isEqualTo(rejected(TokenCheck.Reason.EXPIRED));
    }

    @Test
    void endsWithRevocation() {
      String token = issue(Optional.empty());
      accounts.revokeToken(ADA, ADA, accounts.tokens(ADA).getFirst().id());
      assertThat(accounts.authenticate(token)).isEqualTo(rejected(TokenCheck.Reason.REVOKED));
    }

    @Test
    void endsWithTheAccountAndComesBackWithIt() {
      String token = issue(Optional.empty());
      assertThat(accounts.update(ROOT, ADA, AccountChange.enable(false)))
          .isInstanceOf(Update.Updated.class);
      assertThat(accounts.authenticate(token)).isEqualTo(rejected(TokenCheck.Reason.DISABLED));
      accounts.update(ROOT, ADA, AccountChange.enable(true));
      assertThat(accounts.authenticate(token).admitted()).isPresent();
    }

    @Test
    void knowsNoOtherText() {
      String token = issue(Optional.empty());
      for (String text :
          new String[] {
            "", "berth_", token + "A", token.substring(0, 48) + "=", token.toUpperCase(Locale.ROOT)
          }) {
        assertThat(accounts.authenticate(text)).isEqualTo(rejected(TokenCheck.Reason.UNKNOWN));
      }
    }

    @Test
    void notesTheUseAtMostOnceAMinute() {
      String token = issue(Optional.empty());
      Instant first = now;
      accounts.authenticate(token);
      now = first.plusSeconds(59);
      accounts.authenticate(token);
      assertThat(lastUse()).contains(first);
      now = first.plusSeconds(60);
      accounts.authenticate(token);
      assertThat(lastUse()).contains(now);
    }

    @Test
    void doesNotNoteTheUseOfARefusedToken() {
      String token = issue(Optional.empty());
      accounts.update(ROOT, ADA, AccountChange.enable(false));
      accounts.authenticate(token);
      assertThat(lastUse()).isEmpty();
    }

    private Optional<Instant> lastUse() {
      return accounts.tokens(ADA).getFirst().lastUsedAt();
    }

    private static TokenCheck rejected(TokenCheck.Reason reason) {
      return new TokenCheck.Rejected(reason);
    }
  }

  @Nested
  class ATokenIssued {

    @Test
    void isBerthsAndNeverTheSameAndNeverPrinted() {
      String one = issue(Optional.empty());
      String two = issue(Optional.empty());
      assertThat(one).matches("berth_[A-Za-z0-9_-]{43}").isNotEqualTo(two);
      assertThat(new TokenSecret(one).toString()).doesNotContain(one.substring(6));
    }

    @Test
    void leavesNoTraceOfItsSecretInTheAudit() {
      String secret = issue(Optional.empty());
      assertThat(audit.list(OptionalLong.empty(), 9))
          .extracting(AuditEntry::toString)
          .noneMatch(line -> line.contains(secret.substring(6)));
    }

    @Test
    void isOneOfALimitedNumber() {
      issue(Optional.of(Duration.ofDays(1)));
      issue(Optional.empty());
      assertThat(accounts.issueToken(ADA, ADA, "third", Optional.empty()))
          .isEqualTo(new IssuedToken.LimitReached(2));
      now = now.plus(Duration.ofDays(1));
      assertThat(accounts.issueToken(ADA, ADA, "third", Optional.empty()))
          .isInstanceOf(IssuedToken.Issued.class);
    }
  }

  private String issue(Optional<Duration> ttl) {
    return ((IssuedToken.Issued) accounts.issueToken(ADA, ADA, "laptop", ttl)).secret().text();
  }
}
