package dev.berth.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in the API's words what Jackson found. Never repeats a value: it may be a secret. */
final class JsonProblems {

  private JsonProblems() {}

  static ProblemException of(JacksonException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          ProblemException.invalid(path(unknown), "is not known here" + known(unknown));
      case MismatchedInputException mismatch when !mismatch.getPath().isEmpty() ->
          ProblemException.invalid(path(mismatch), "must be " + expected(mismatch.getTargetType()));
      case JsonMappingException mapping
          when mapping.getCause() instanceof InputCoercionException tooLarge
              && !mapping.getPath().isEmpty() ->
          ProblemException.invalid(path(mapping), "must be " + expected(tooLarge.getTargetType()));
      case JsonMappingException mapping
          when mapping.getCause() instanceof StreamReadException syntax ->
          malformed(syntax);
      case JsonMappingException mapping when !mapping.getPath().isEmpty() ->
          ProblemException.invalid(path(mapping), "can't be read");
      case MismatchedInputException mismatch ->
          malformed(
              mismatch, "must be " + expected(mismatch.getTargetType()) + " and nothing more");
      default -> malformed(e);
    };
  }

  private static ProblemException malformed(JacksonException e) {
    return malformed(e, "is not valid JSON");
  }

  private static ProblemException malformed(JacksonException e, String what) {
    var location = e.getLocation();
    String where =
        location == null
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    return new ProblemException(ProblemType.MALFORMED_JSON, "the body " + what + where);
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    for (Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.length() > 100 ? path.substring(0, 100) + "…" : path.toString();
  }

  private static String known(UnrecognizedPropertyException e) {
    var ids = e.getKnownPropertyIds();
    return ids == null
        ? ""
        : ids.stream()
            .map(String::valueOf)
            .sorted()
            .collect(Collectors.joining(", ", "; known: ", ""));
  }

  private static String expected(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (Number.class.isAssignableFrom(type) || type == double.class) {
      return "a number";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == Instant.class) {
      return "a time like 2026-11-24T22:00:00Z";
    }
    if (type.isEnum()) {
      return List.of(type.getEnumConstants()).stream()
          .map(String::valueOf)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return Collection.class.isAssignableFrom(type) || type.isArray()
        ? "an array"
        : Map.class.isAssignableFrom(type) ? "an object of strings" : "an object";
  }
}
