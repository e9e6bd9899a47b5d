package dev.berth.api;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every error this API can answer with. The slug is part of the API: never rename one. */
enum ProblemType {
  VALIDATION_FAILED("validation-failed", 400, "The request is not valid"),
  MALFORMED_JSON("malformed-json", 400, "The body is not valid JSON"),
  BAD_REQUEST("bad-request", 400, "The request is not valid"),
  UNAUTHORIZED("unauthorized", 401, "A valid API token is needed"),
  FORBIDDEN("forbidden", 403, "Not allowed"),
  NOT_FOUND("not-found", 404, "No such thing"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "Not a method of this resource"),
  NOT_ACCEPTABLE("not-acceptable", 406, "No such representation"),
  CONFLICT("conflict", 409, "Not possible in the present state"),
  NAME_TAKEN("name-taken", 409, "The name is taken"),
  PORT_TAKEN("port-taken", 409, "The port is taken"),
  GPU_PROMISED("gpu-promised", 409, "The GPU is promised to somebody else"),
  QUOTA_EXCEEDED("quota-exceeded", 409, "Quota exceeded"),
  PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "Not a media type of this resource"),
  IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "Idempotency key used for another request"),
  INTERNAL_ERROR("internal-error", 500, "Something went wrong in Berth"),
  ENGINE_REFUSED("engine-refused", 502, "The container engine refused"),
  ENGINE_UNAVAILABLE(
      "engine-unavailable", 503, "The container engine does not answer", Duration.ofSeconds(10)),
  DATABASE_UNAVAILABLE(
      "database-unavailable", 503, "The database does not answer", Duration.ofSeconds(5)),
  NODE_DRAINING("node-draining", 503, "The machine is being drained", Duration.ofMinutes(10)),
  LOW_DISK("low-disk", 503, "The machine's disk is almost full", Duration.ofMinutes(10)),
  NO_PORT_FREE("no-port-free", 503, "No port is free", Duration.ofMinutes(1));

  final String slug;
  final int status;
  final String title;
  private final @Nullable Duration retryAfter;

  ProblemType(String slug, int status, String title) {
    this(slug, status, title, null);
  }

  ProblemType(String slug, int status, String title, @Nullable Duration retryAfter) {
    this.slug = slug;
    this.status = status;
    this.title = title;
    this.retryAfter = retryAfter;
  }

  /** When it makes sense to try again, where that is known. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The problem that stands for a bare HTTP status, as a framework reports it. */
  static ProblemType ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 409 -> CONFLICT;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
    };
  }
}
