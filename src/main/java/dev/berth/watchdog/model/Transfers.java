package dev.berth.watchdog.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells programs that copy files into a workspace or out of it, for which its end can wait. */
public final class Transfers {

  private static final Set<String> PROGRAMS = Set.of("rsync", "scp", "sftp", "sftp-server");

  /** What OpenSSH's server calls a process of its that serves files. */
  private static final Pattern SERVED = Pattern.compile("sshd(-session)?: \\S+@internal-sftp");

  private Transfers() {}

  /**
   * The first of them.
   *
   * @param commandLines of all processes
   */
  public static Optional<String> underWay(List<String> commandLines) {
    return commandLines.stream().flatMap(line -> program(line).stream()).findFirst();
  }

  private static Optional<String> program(String commandLine) {
    if (SERVED.matcher(commandLine).matches()) {
      return Optional.of("sftp");
    }
    String program = commandLine.split(" ", 2)[0];
    String name = program.substring(program.lastIndexOf('/') + 1);
    return PROGRAMS.contains(name) ? Optional.of(name) : Optional.empty();
  }
}
