package dev.berth.access;

import dev.berth.engine.model.TerminalSpec;
import dev.berth.engine.model.WindowSize;
import dev.berth.lease.model.Lease;
import java.util.List;
import java.util.Map;

/** The shell that a login over SSH would have begun. */
final class LoginShell {

  /**
   * Begins the shell of account $1, as a login shell where she has her home. Needs nothing but a
   * shell. With SSH it starts at home, from where the profile goes to the workdir; an image that
   * runs as it is has a directory of its own.
   */
  private static final String BEGIN =
      """
      shell=
      while IFS=: read -r name _ _ _ _ home last; do
        if [ "$name" = "$1" ]; then shell=$last; break; fi
      done < /etc/passwd
      case $shell in '' | */nologin | */false) shell=/bin/sh ;; esac
      [ -x "$shell" ] || shell=/bin/sh
      if [ "$2" = home ] && [ -d "$home" ]; then cd "$home"; fi
      export SHELL="$shell" USER="$1" LOGNAME="$1"
      exec "$shell" -l
      """;

  private LoginShell() {}

  static TerminalSpec of(Lease lease, WindowSize size) {
    String user = Login.of(lease).user();
    String place = lease.spec().ssh() ? "home" : "as-it-is";
    return new TerminalSpec(
        List.of("/bin/sh", "-c", BEGIN, "berth", user, place),
        user,
        Map.of("TERM", "xterm-256color"),
        size);
  }
}
