package dev.berth.api;

import dev.berth.account.Account;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user as the API shows one. */
@Schema(name = "User")
record UserView(
    @Schema(examples = "alice") String handle,
    @Schema(enumeration = {"user", "admin"}) String role,
    @Schema(examples = "default") String plan,
    boolean enabled,
    @Schema(description = "Her uid inside of every workspace", examples = "20001") int uid,
    Instant createdAt) {

  static UserView of(Account account) {
    return new UserView(
        account.handle().value(),
        account.role().name().toLowerCase(Locale.ROOT),
        account.plan(),
        account.enabled(),
        account.uid(),
        account.createdAt());
  }
}
