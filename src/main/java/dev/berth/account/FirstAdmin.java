package dev.berth.account;

import dev.berth.audit.Audit;
import dev.berth.home.Home;
import dev.berth.kernel.UserId;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Lets somebody in on the first start. */
@Singleton
public final class FirstAdmin {

  private static final UserId HANDLE = new UserId("admin");

  private final AccountStore store;
  private final Audit audit;
  private final AccountConfig config;
  private final Home home;
  private final InstantSource clock;

  FirstAdmin(
      AccountStore store, Audit audit, AccountConfig config, Home home, InstantSource clock) {
    this.store = store;
    this.audit = audit;
    this.config = config;
    this.home = home;
    this.clock = clock;
  }

  /**
   * Makes the user {@code admin} and leaves its token in a file where there is no admin yet. Later
   * starts do nothing, whether the file is still there or not.
   */
  public void ensure() {
    Instant now = clock.instant();
    Path file = config.adminTokenFile().orElseGet(() -> home.file("admin-token"));
    var secret = Tokens.generate();
    // The file is written before the commit: a crash in between leaves a file that the next start
    // replaces, where the other order would leave an admin whose token nobody has.
    boolean created =
        store.createFirstAdmin(
            new Account.New(HANDLE, Role.ADMIN, Account.DEFAULT_PLAN, now),
            Accounts.newToken(HANDLE, "first start", now, Optional.empty()),
            Tokens.hash(secret.text()),
            () -> write(file, secret));
    if (created) {
      audit.record("berth", "user.create", HANDLE.value(), "first start");
      Log.infof("made the user 'admin'; its API token is in %s", file);
    }
  }

  private static void write(Path file, TokenSecret secret) {
    try {
      Home.write(file, secret.text() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the admin's token to " + file, e);
    }
  }
}
