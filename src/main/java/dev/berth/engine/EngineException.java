package dev.berth.engine;

import dev.berth.kernel.PortNumber;
import java.util.Optional;

/**
 * An engine call failed. Checked on purpose: each caller must choose to retry or to give up. The
 * message holds the engine's own text, which is for admins.
 */
public abstract sealed class EngineException extends Exception {

  private EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  private EngineException(String message) {
    super(message);
  }

  /** The engine did not answer in time; the call may or may not have had its effect. */
  public static final class Unavailable extends EngineException {
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }

    public Unavailable(String message) {
      super(message);
    }
  }

  /** The engine refused; the same call will be refused again. */
  public static final class Rejected extends EngineException {
    public Rejected(String message, Throwable cause) {
      super(message, cause);
    }

    public Rejected(String message) {
      super(message);
    }
  }

  /** A host port is in use by a process that is none of ours. The container stays, not started. */
  public static final class PortTaken extends EngineException {
    private final transient Optional<PortNumber> port;

    /**
     * @param port where the engine says which one
     */
    public PortTaken(String message, Optional<PortNumber> port, Throwable cause) {
      super(message, cause);
      this.port = port;
    }

    public Optional<PortNumber> port() {
      return port;
    }
  }

  /** There is no such image, here or in its registry. */
  public static final class ImageMissing extends EngineException {
    public ImageMissing(String message, Throwable cause) {
      super(message, cause);
    }

    public ImageMissing(String message) {
      super(message);
    }
  }
}
