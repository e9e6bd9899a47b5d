package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.engine.EngineException;
import dev.berth.engine.EngineException.PortTaken;
import dev.berth.kernel.PortNumber;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what docker-java throws in the words of the port. */
final class DockerErrors {

  private static final Pattern ADDRESS =
      Pattern.compile("(?:Bind for|listen \\w+) \\S*?:(\\d{1,5})(?=[: ])");
  private static final Pattern STILL_RUNS = Pattern.compile("task [0-9a-f]{64}: already exists");
  private static final ObjectMapper JSON = new ObjectMapper();

  private DockerErrors() {}

  static EngineException translate(String what, @Nullable Throwable error) {
    return switch (error) {
      case DockerException e -> refused(what, e);
      case DockerClientException e when !isLost(e) ->
          new EngineException.Rejected(what + ": " + e.getMessage(), e);
      case Throwable e when isLost(e) ->
          new EngineException.Unavailable(what + ": engine not reached: " + rootText(e), e);
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> throw new IllegalStateException(what, error);
    };
  }

  /** An answer that docker-java has not looked at. */
  static EngineException refused(String what, int status, String text) {
    return refused(what, new DockerException(text, status));
  }

  /** The text of the engine, out of the JSON that docker-java leaves it in. */
  static String text(DockerException e) {
    String message = String.valueOf(e.getMessage());
    int json = message.indexOf('{');
    if (json < 0) {
      return message.strip();
    }
    try {
      return JSON.readTree(message.substring(json)).path("message").asText(message).strip();
    } catch (JsonProcessingException notJson) {
      return message.strip();
    }
  }

  private static EngineException refused(String what, DockerException e) {
    String text = text(e);
    String message = what + ": " + text;
    String lower = text.toLowerCase(Locale.ROOT);
    // Of Docker's own allocator.
    if (lower.contains("port is already allocated")) {
      return new EngineException.PortTaken(message, port(text), PortTaken.By.ENGINE, e);
    }
    // Of the kernel.
    if (lower.contains("address already in use")) {
      return new EngineException.PortTaken(message, port(text), PortTaken.By.PROCESS, e);
    }
    if (STILL_RUNS.matcher(text).lookingAt()) {
      return new EngineException.StillRuns(message, e);
    }
    Optional<EngineException> gpus = GpuErrors.in(message, text, e);
    if (gpus.isPresent()) {
      return gpus.get();
    }
    if (e instanceof NotFoundException && lower.contains("no such image")) {
      return new EngineException.ImageMissing(message, e);
    }
    return switch (e.getHttpStatus()) {
      case 502, 503, 504 -> new EngineException.Unavailable(message, e);
      default -> new EngineException.Rejected(message, e);
    };
  }

  /** "Bind for 127.0.0.1:22000 failed: …", "listen tcp4 0.0.0.0:22000: bind: …". */
  static Optional<PortNumber> port(String text) {
    return ADDRESS
        .matcher(text)
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .filter(number -> number >= 1 && number <= 65_535)
        .map(PortNumber::new)
        .findFirst();
  }

  /** True where the connection failed, ended or was given up, or the client is closed. */
  private static boolean isLost(Throwable error) {
    return causes(error)
        .anyMatch(
            e ->
                e instanceof IOException
                    || e instanceof CancellationException
                    || String.valueOf(e.getMessage()).contains("pool shut down"));
  }

  private static String rootText(Throwable error) {
    Throwable root = causes(error).reduce((first, second) -> second).orElse(error);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, e -> e != null, Throwable::getCause);
  }
}
