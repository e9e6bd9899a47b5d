package dev.berth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.RecordedEvent;
import dev.berth.audit.InMemoryAudit;
import dev.berth.home.Home;
import dev.berth.kernel.UserId;
import dev.berth.plan.InMemoryPlanStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstAdminTest {

  private static final UserId ADMIN = new UserId("admin");
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path directory;

  private final InMemoryAccountStore store = new InMemoryAccountStore();
  private final InMemoryAudit audit = new InMemoryAudit();
  private Path file = Path.of("");
  private final FirstAdmin firstAdmin = firstAdmin(Optional.empty());

  @BeforeEach
  void setHome() {
    file = directory.resolve("home/admin-token");
  }

  @Test
  void leavesATokenThatOpensTheAdminsAccount() throws IOException {
    firstAdmin.ensure();
    assertThat(authenticate(Files.readString(file).strip()).admitted())
        .hasValueSatisfying(
            account -> {
              assertThat(account.handle()).isEqualTo(ADMIN);
              assertThat(account.role()).isEqualTo(Role.ADMIN);
            });
  }

  @Test
  void letsNobodyElseReadIt() throws IOException {
    firstAdmin.ensure();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void doesNothingAtLaterStartsEvenWhenTheFileIsGone() throws IOException {
    firstAdmin.ensure();
    Files.delete(file);
    firstAdmin.ensure();
    assertThat(file).doesNotExist();
    assertThat(store.tokens(ADMIN)).hasSize(1);
  }

  @Test
  void replacesWhatACrashBeforeTheCommitLeft() throws IOException {
    Files.createDirectory(file.getParent());
    Files.writeString(file, "berth_stale\n");
    firstAdmin.ensure();
    assertThat(authenticate(Files.readString(file).strip()).admitted()).isPresent();
  }

  @Test
  void writesWhereItIsTold() {
    var elsewhere = directory.resolve("secrets/token");
    firstAdmin(Optional.of(elsewhere)).ensure();
    assertThat(elsewhere).exists();
    assertThat(file).doesNotExist();
  }

  @Test
  void makesNoAdminWhoseTokenCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("home"), "a file in the way");
    assertThatThrownBy(firstAdmin::ensure)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("admin-token");
    assertThat(store.find(ADMIN)).isEmpty();
  }

  private FirstAdmin firstAdmin(Optional<Path> tokenFile) {
    return new FirstAdmin(
        store,
        audit,
        new FixedAccountConfig(tokenFile, 2, 2, Duration.ofDays(1)),
        new Home(() -> directory.resolve("home")),
        () -> NOON);
  }

  private TokenCheck authenticate(String token) {
    return new Accounts(
            store,
            new InMemoryPlanStore(),
            audit,
            new FixedAccountConfig(),
            () -> NOON,
            new RecordedEvent<>(),
            new RecordedEvent<>())
        .authenticate(token);
  }
}
