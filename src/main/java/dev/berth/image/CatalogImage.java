package dev.berth.image;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the catalogue: a name that leases ask for, and what it stands for.
 *
 * @param baked the derived image with Berth's SSH server, once there is one
 * @param sourceDigest of the source that {@code baked} was made from
 * @param recipe version of the recipe that {@code baked} was made with
 * @param detail why baking failed, in the builder's words; empty otherwise
 */
public record CatalogImage(
    String name,
    ImageRef source,
    State state,
    Optional<ImageRef> baked,
    String sourceDigest,
    String recipe,
    String detail,
    Instant updatedAt) {

  /** What a name looks like, for messages and the OpenAPI document. */
  public static final String NAME_PATTERN = "[a-z0-9][a-z0-9._-]{0,62}";

  private static final String BEGINS = "/";

  /** Stored by name: rename only with a migration. */
  public enum State {
    /** Never baked. */
    NEW,
    /** A snapshot whose source is being made of a workspace; then it is baked. */
    COPYING,
    BAKING,
    BAKED,
    FAILED
  }

  /** The name of a user's own image, which nobody else can see. */
  public static String nameOf(UserId owner, String name) {
    return owner.value() + BEGINS + name;
  }

  /** Whose own it is; empty for one that everybody can see. */
  public Optional<UserId> owner() {
    int end = name.indexOf(BEGINS);
    return end < 0 ? Optional.empty() : Optional.of(new UserId(name.substring(0, end)));
  }

  /** Whether images are being made that the entry does not name yet. */
  public boolean isOnItsWay() {
    return state == State.COPYING || state == State.BAKING;
  }

  public boolean isVisibleTo(UserId user) {
    return owner().filter(owner -> !owner.equals(user)).isEmpty();
  }
}
