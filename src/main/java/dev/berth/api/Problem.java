package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of {@code application/problem+json}, RFC 9457. */
@Schema(description = "What went wrong, RFC 9457")
record Problem(
    @Schema(examples = "/problems/validation-failed") String type,
    String title,
    int status,
    String detail,
    @Schema(description = "Path of the request") String instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {

  static final String MEDIA_TYPE = "application/problem+json";

  /** One wrong field of a request; {@code field} is a path like {@code ports[1].container}. */
  record FieldError(String field, String message) {}

  Problem {
    errors = List.copyOf(errors);
  }

  static Problem of(ProblemType type, String detail, String instance, List<FieldError> errors) {
    return new Problem("/problems/" + type.slug, type.title, type.status, detail, instance, errors);
  }
}
