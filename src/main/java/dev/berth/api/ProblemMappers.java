package dev.berth.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.berth.api.Problem.FieldError;
import dev.berth.database.DatabaseFailure;
import dev.berth.engine.EngineException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path.Node;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes an HTTP answer. */
class ProblemMappers {

  static final String CHALLENGE = "Bearer realm=\"berth\"";

  @ServerExceptionMapper
  RestResponse<Problem> problem(ProblemException e, UriInfo uri) {
    return answer(e, uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> constraint(ConstraintViolationException e, UriInfo uri) {
    var violations = new Violations();
    for (var violation : e.getConstraintViolations()) {
      // The path starts with the method and its parameter, which mean nothing to the caller.
      String field =
          StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
              .skip(1)
              .map(Node::toString)
              .reduce((before, after) -> before + "." + after)
              .orElse("body");
      violations.add(field, violation.getMessage());
    }
    return answer(violations.asProblem(), uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> mismatch(MismatchedInputException e, UriInfo uri) {
    return answer(JsonProblems.of(e), uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> json(JacksonException e, UriInfo uri) {
    return answer(JsonProblems.of(e), uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> unauthorized(UnauthorizedException e, UriInfo uri) {
    return answer(ProblemType.UNAUTHORIZED, "send 'Authorization: Bearer berth_…'", uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> authenticationFailed(AuthenticationFailedException e, UriInfo uri) {
    if (DatabaseFailure.isUnavailable(e)) {
      return other(e, uri);
    }
    return answer(
        ProblemType.UNAUTHORIZED,
        "the token is unknown, expired or revoked, or its user is off",
        uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> forbidden(ForbiddenException e, UriInfo uri) {
    return answer(ProblemType.FORBIDDEN, "your role does not allow this", uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> notFound(NotFoundException e, UriInfo uri) {
    return answer(ProblemType.NOT_FOUND, "nothing is at this path", uri);
  }

  @ServerExceptionMapper
  RestResponse<Problem> web(WebApplicationException e, UriInfo uri) {
    if (e.getCause() instanceof JacksonException json) {
      return answer(JsonProblems.of(json), uri);
    }
    int status = e.getResponse().getStatus();
    if (status >= 500) {
      return other(e, uri);
    }
    var type = ProblemType.ofStatus(status);
    var answer = builder(new ProblemException(type, detail(type)), uri);
    Object allow = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
    return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
  }

  private static String detail(ProblemType type) {
    return switch (type) {
      case METHOD_NOT_ALLOWED -> "this path has no such method; /q/openapi lists them";
      case NOT_ACCEPTABLE -> "answers are application/json, and text/event-stream where documented";
      case UNSUPPORTED_MEDIA_TYPE -> "send the header 'Content-Type: application/json'";
      default -> "/q/openapi says what this path takes";
    };
  }

  @ServerExceptionMapper
  RestResponse<Problem> engine(EngineException e, UriInfo uri) {
    Log.warnf("engine call failed at %s: %s", instance(uri), e.getMessage());
    return switch (e) {
      case EngineException.Unavailable _ ->
          answer(ProblemType.ENGINE_UNAVAILABLE, "try again in a moment", uri);
      case EngineException.Rejected _,
          EngineException.PortTaken _,
          EngineException.ImageMissing _ ->
          answer(ProblemType.ENGINE_REFUSED, "an admin finds the reason in the log", uri);
    };
  }

  /** Anything else: unforeseen, so the caller gets an id and the log the whole story. */
  @ServerExceptionMapper
  RestResponse<Problem> other(Throwable e, UriInfo uri) {
    if (DatabaseFailure.isUnavailable(e)) {
      Log.warnf("database unavailable at %s: %s", instance(uri), e.getMessage());
      return answer(ProblemType.DATABASE_UNAVAILABLE, "try again in a moment", uri);
    }
    if (DatabaseFailure.isBadText(e)) {
      return answer(
          ProblemType.BAD_REQUEST, "a text has a NUL character, which can't be kept", uri);
    }
    String id = UUID.randomUUID().toString();
    Log.errorf(e, "error %s at %s", id, instance(uri));
    return answer(ProblemType.INTERNAL_ERROR, "an admin finds error " + id + " in the log", uri);
  }

  private static RestResponse<Problem> answer(ProblemType type, String detail, UriInfo uri) {
    return answer(new ProblemException(type, detail), uri);
  }

  private static RestResponse<Problem> answer(ProblemException e, UriInfo uri) {
    return builder(e, uri).build();
  }

  private static ResponseBuilder<Problem> builder(ProblemException e, UriInfo uri) {
    List<FieldError> errors = e.errors;
    var builder =
        ResponseBuilder.<Problem>create(e.type.status)
            .entity(Problem.of(e.type, e.detail, instance(uri), errors))
            .type(Problem.MEDIA_TYPE);
    e.type
        .retryAfter()
        .ifPresent(wait -> builder.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
    if (e.type == ProblemType.UNAUTHORIZED) {
      builder.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    }
    return builder;
  }

  private static String instance(UriInfo uri) {
    return uri.getRequestUri().getRawPath();
  }
}
