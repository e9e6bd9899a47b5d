package dev.berth.access;

/** What was asked for, or why there is none. */
public sealed interface Answer<T> {

  /** As asked. */
  record Given<T>(T value) implements Answer<T> {}

  /** Not done; {@code detail} is for the caller. */
  record Refused<T>(Why why, String detail) implements Answer<T> {}

  /** What kind of refusal it is. */
  enum Why {
    /** Not in the state that the workspace is in. */
    NOT_NOW,
    /** Others of the same kind are under way. */
    TOO_MANY,
    /** Not for this user of the workspace. */
    NOT_ALLOWED,
    /** There is no such path or command. */
    NO_SUCH_THING,
    /** Beyond the limit of an archive. */
    TOO_LARGE,
    /** The archive has something in it that is not taken. */
    BAD_ARCHIVE
  }

  static <T> Answer<T> given(T value) {
    return new Given<>(value);
  }

  static <T> Answer<T> refused(Why why, String detail) {
    return new Refused<>(why, detail);
  }
}
