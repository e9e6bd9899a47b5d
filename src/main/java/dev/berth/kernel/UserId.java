package dev.berth.kernel;

import java.util.regex.Pattern;

/** A user's handle: 1 to 32 of {@code a-z 0-9 -}, first a letter. Never changes, never reused. */
public record UserId(String value) implements Comparable<UserId> {

  /** What a handle looks like, for messages and the OpenAPI document. */
  public static final String PATTERN = "[a-z][a-z0-9-]{0,31}";

  private static final Pattern HANDLE = Pattern.compile(PATTERN);

  public UserId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a user handle: " + value);
    }
  }

  public static boolean isValid(String text) {
    return HANDLE.matcher(text).matches();
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
