package dev.berth.api;

import org.jspecify.annotations.Nullable;

/** Where a client keeps the known_hosts that an ssh_config of Berth's points to. */
final class KnownHostsFile {

  static final String DEFAULT = "~/.ssh/berth/known_hosts";

  // What may stand unquoted in an ssh_config.
  private static final String PLAIN_PATH = "[A-Za-z0-9_./~@%+-]{1,500}";

  private KnownHostsFile() {}

  static String read(@Nullable String asked) {
    if (asked == null) {
      return DEFAULT;
    }
    if (!asked.matches(PLAIN_PATH)) {
      throw ProblemException.invalid(
          "knownHostsFile", "must be a path of letters, digits and _./~@%+-");
    }
    return asked;
  }
}
