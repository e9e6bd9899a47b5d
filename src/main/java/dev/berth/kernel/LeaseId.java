package dev.berth.kernel;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Identity of one lease, a ULID of 26 characters. Container names derive from it, so that an engine
 * call can be repeated safely.
 */
public record LeaseId(String value) {

  private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

  public LeaseId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a lease id: " + value);
    }
  }

  /** True for a well-formed id; anything else a client sends in its place is a lease name. */
  public static boolean isValid(String text) {
    return ULID.matcher(text).matches();
  }

  /** Name of this lease's container on the engine. */
  public String containerName() {
    return "berth-" + value.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return value;
  }
}
