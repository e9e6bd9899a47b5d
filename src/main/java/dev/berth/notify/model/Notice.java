package dev.berth.notify.model;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a user is told. {@code id} is the same for all that is told of the same thing, so
 * that a receiver can drop what it has already; {@code about} is null where it is about no lease.
 */
public record Notice(
    String id,
    Kind kind,
    UserId owner,
    @Nullable About about,
    Instant at,
    String subject,
    String text) {

  /** What it is about; the word is for machines. */
  public enum Kind {
    EXPIRY("lease.expiry"),
    REMOVAL("lease.removal"),
    DISK("user.disk"),
    IDLE("lease.idle"),
    TEST("test");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** The lease, and the instant at which what is told of happens to it. */
  public record About(LeaseId lease, String name, Instant endsAt) {}
}
