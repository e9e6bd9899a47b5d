package dev.berth;

import java.util.stream.Stream;

/** What an installation keeps on the engine when all of its leases are over. */
public final class Leftovers {

  private Leftovers() {}

  /** Networks come out of a pool of some thirty, so tests that leave theirs end it. */
  public static void remove(String installation) {
    String mine = "label=dev.berth.installation=" + installation;
    each(list("volume", "ls", "-q", "--filter", mine), "volume", "rm");
    each(list("network", "ls", "-q", "--filter", mine), "network", "rm");
    each(list("images", "-q", "--filter", mine), "rmi", "-f");
  }

  private static Stream<String> list(String... command) {
    return Shell.docker(command).output().lines().filter(line -> !line.isEmpty());
  }

  private static void each(Stream<String> ids, String... command) {
    ids.forEach(
        id ->
            Shell.docker(Stream.concat(Stream.of(command), Stream.of(id)).toArray(String[]::new)));
  }
}
