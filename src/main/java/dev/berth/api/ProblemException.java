package dev.berth.api;

import dev.berth.api.Problem.FieldError;
import java.util.List;

/** Ends a request with a problem. The detail is for the caller: no internals, no secrets. */
final class ProblemException extends RuntimeException {

  final ProblemType type;
  final String detail;
  final transient List<FieldError> errors;

  ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of());
  }

  ProblemException(ProblemType type, String detail, List<FieldError> errors) {
    super(type.slug + ": " + detail);
    this.type = type;
    this.detail = detail;
    this.errors = List.copyOf(errors);
  }

  /** One field is wrong. */
  static ProblemException invalid(String field, String message) {
    return new ProblemException(
        ProblemType.VALIDATION_FAILED,
        field + " " + message,
        List.of(new FieldError(field, message)));
  }
}
