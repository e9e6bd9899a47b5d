package dev.berth.lease.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What runs, and what it finds around it.
 *
 * @param hostname inside; the lease's name where it is left out
 * @param env variables on top of the image's own; whoever may inspect the container sees them
 * @param secretEnv names of variables whose values are kept sealed and out of the container's
 *     configuration
 * @param workdir where commands begin
 * @param command runs beside the SSH server, or in place of the image's own command where there is
 *     none
 */
public record Program(
    @Nullable String hostname,
    Map<String, String> env,
    Set<String> secretEnv,
    @Nullable String workdir,
    List<String> command) {

  public Program {
    env = Map.copyOf(env);
    secretEnv = Set.copyOf(secretEnv);
    command = List.copyOf(command);
  }
}
