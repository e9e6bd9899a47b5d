package dev.berth.api;

import dev.berth.api.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects everything that is wrong with a request, so that it is answered once. */
final class Violations {

  private static final int SHOWN = 60;

  private final List<FieldError> found = new ArrayList<>();

  /** The message continues the field's name: {@code must be 1 to 200}. */
  void add(String field, String message) {
    found.add(new FieldError(field, message));
  }

  int count() {
    return found.size();
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Ends the request where anything was found. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw asProblem();
    }
  }

  ProblemException asProblem() {
    return new ProblemException(
        ProblemType.VALIDATION_FAILED,
        found.stream()
            .map(error -> error.field() + " " + error.message())
            .collect(Collectors.joining("; ")),
        found);
  }

  /** A caller's value for a message: in quotes, shortened, control characters made visible. */
  static String quote(String value) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
    return "'" + shown.replaceAll("\\p{Cntrl}", "\ufffd") + "'";
  }
}
