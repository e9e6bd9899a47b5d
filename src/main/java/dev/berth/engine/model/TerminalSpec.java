package dev.berth.engine.model;

import java.util.List;
import java.util.Map;

/**
 * A program to talk to on a terminal of its own.
 *
 * @param command program and arguments, passed on as they are
 * @param env on top of the container's own
 */
public record TerminalSpec(
    List<String> command, String user, Map<String, String> env, WindowSize size) {

  public TerminalSpec {
    command = List.copyOf(command);
    env = Map.copyOf(env);
  }
}
