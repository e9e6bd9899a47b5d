package dev.berth.watchdog.model;

/** What follows from asking the SSH server of a workspace that runs. */
public sealed interface Care {

  /**
   * Looks in a row without an answer, before something is done: one may be lost to a busy host, and
   * a server that is up answers within a second.
   */
  int PATIENCE = 3;

  /** It answers as it should. */
  record Fine() implements Care {}

  /** Not yet, or not again. */
  record Wait(int failures) implements Care {}

  /** Start it anew, and nothing else. */
  record Restart(int failures) implements Care {}

  /** Another one answers in its place: starting ours anew would not change that. */
  record TellOfAnother(int failures) implements Care {}

  static Care answered() {
    return new Fine();
  }

  static Care silent(int before) {
    int failures = before + 1;
    return isTurn(failures) ? new Restart(failures) : new Wait(failures);
  }

  static Care another(int before) {
    int failures = before + 1;
    return isTurn(failures) ? new TellOfAnother(failures) : new Wait(failures);
  }

  /** After 3 failures, 6, 12, 24: what did not help is not done ever so often. */
  private static boolean isTurn(int failures) {
    return failures % PATIENCE == 0 && Integer.bitCount(failures / PATIENCE) == 1;
  }
}
