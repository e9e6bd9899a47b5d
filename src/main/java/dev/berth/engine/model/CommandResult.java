package dev.berth.engine.model;

/**
 * How a command ended, and what it wrote till then.
 *
 * @param exitCode 0 unless it exited
 */
public record CommandResult(End end, int exitCode, Captured stdout, Captured stderr) {

  /** Why the waiting was over. */
  public enum End {
    EXITED,
    /** It overran its time and was killed. */
    TIMED_OUT,
    /** Nobody wanted it any more; it was killed. */
    ABANDONED,
    /** The engine could not start it; {@code stderr} is what it said. */
    NOT_STARTED
  }

  /** One output, decoded as UTF-8. */
  public record Captured(String text, boolean truncated) {}
}
