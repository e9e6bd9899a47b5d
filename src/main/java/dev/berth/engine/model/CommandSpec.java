package dev.berth.engine.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command to run in a container.
 *
 * @param command program and arguments, passed on as they are
 * @param workdir absolute; the container's own where null
 * @param env on top of the container's own
 * @param tty whether it gets a terminal; its output is all {@code stdout} then
 * @param outputLimit bytes that are kept of each output; more is read and dropped
 */
public record CommandSpec(
    List<String> command,
    String user,
    @Nullable String workdir,
    Map<String, String> env,
    boolean tty,
    int outputLimit) {

  public CommandSpec {
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }
}
