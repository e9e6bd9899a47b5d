package dev.berth.access;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command that somebody asks for, its fields checked.
 *
 * @param user the login account where empty
 * @param workdir the container's own where null
 * @param timeout 1 s to {@link #LONGEST}
 */
public record CommandRequest(
    List<String> command,
    Optional<String> user,
    @Nullable String workdir,
    Map<String, String> env,
    boolean tty,
    Duration timeout) {

  /** How long a command may run that says nothing else. */
  public static final Duration BY_DEFAULT = Duration.ofSeconds(60);

  public static final Duration LONGEST = Duration.ofHours(1);

  /** Bytes kept of each output of a command that is waited for. */
  public static final int OUTPUT_LIMIT = 1 << 20;

  /** Bytes kept of each output of a detached command. */
  public static final int DETACHED_OUTPUT_LIMIT = 64 << 10;

  public CommandRequest {
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }
}
