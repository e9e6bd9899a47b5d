package dev.berth.engine.docker;

import java.util.List;
import java.util.stream.Stream;

/**
 * Commands for a container that can be killed again. Docker can end an exec in no way: it tells the
 * process id of the host, and leaves the process alone when its client goes. So a shell says its id
 * first and then becomes the command. The engine has made it the leader of a session of its own.
 */
final class Leash {

  /** What the command is given is never part of the script. */
  private static final String BEGIN = "echo $$; exec \"$@\"";

  /**
   * Kills the session of process $1 and all that descends from it, frozen first so that nothing is
   * born meanwhile. Needs nothing but a shell. A process in a session of its own whose parent has
   * ended, a daemon, is not found.
   */
  private static final String KILL =
      """
      root=$1 all=" " known=" "
      while :; do
        new=
        for dir in /proc/[0-9]*; do
          pid=${dir#/proc/}
          case $known in *" $pid "*) continue ;; esac
          { read -r line < "$dir/stat"; } 2> /dev/null || continue
          set -f
          set -- ${line##*) }
          set +f
          [ "$4" = "$root" ] || case $all in *" $2 "*) ;; *) continue ;; esac
          new="$new $pid" known="$known$pid " all="$all$pid "
        done
        [ -n "$new" ] || break
        kill -STOP $new 2> /dev/null
      done
      [ -z "$known" ] || kill -KILL $known 2> /dev/null
      :
      """;

  private Leash() {}

  static String[] begin(List<String> command) {
    return Stream.concat(Stream.of("/bin/sh", "-c", BEGIN, "berth"), command.stream())
        .toArray(String[]::new);
  }

  static String[] kill(int pid) {
    return new String[] {"/bin/sh", "-c", KILL, "berth", Integer.toString(pid)};
  }
}
