package dev.berth.api;

import dev.berth.access.Answer;

/** What the use cases of the inside refuse, as problems. */
final class AccessProblems {

  private AccessProblems() {}

  static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(var value) -> value;
      case Answer.Refused<T>(var why, var detail) -> throw new ProblemException(type(why), detail);
    };
  }

  private static ProblemType type(Answer.Why why) {
    return switch (why) {
      case NOT_NOW, TOO_MANY -> ProblemType.CONFLICT;
      case NOT_ALLOWED -> ProblemType.FORBIDDEN;
      case NO_SUCH_THING -> ProblemType.NOT_FOUND;
      case TOO_LARGE -> ProblemType.PAYLOAD_TOO_LARGE;
      case BAD_ARCHIVE -> ProblemType.BAD_REQUEST;
    };
  }
}
