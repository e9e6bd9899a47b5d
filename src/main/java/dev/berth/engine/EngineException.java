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
  public static sealed class Rejected extends EngineException {
    public Rejected(String message, Throwable cause) {
      super(message, cause);
    }

    public Rejected(String message) {
      super(message);
    }
  }

  /**
   * No container can have a GPU there: the engine has no support for it, or the driver of the whole
   * machine does not work. The container stays, not started.
   */
  public static final class NoGpuSupport extends Rejected {
    public NoGpuSupport(String message, Throwable cause) {
      super(message, cause);
    }

    public NoGpuSupport(String message) {
      super(message);
    }
  }

  /** A GPU is not there or does not work; others may. The container stays, not started. */
  public static final class GpuFailed extends Rejected {
    private final transient Optional<String> gpu;

    /**
     * @param gpu UUID, where the engine says which one
     */
    public GpuFailed(String message, Optional<String> gpu, Throwable cause) {
      super(message, cause);
      this.gpu = gpu;
    }

    public GpuFailed(String message, Optional<String> gpu) {
      super(message);
      this.gpu = gpu;
    }

    public Optional<String> gpu() {
      return gpu;
    }
  }

  /**
   * The engine has lost sight of the container, which runs though the engine says that it does not:
   * it was killed in the middle of the start. Nothing that it can be asked for ends what runs.
   */
  public static final class StillRuns extends Rejected {
    public StillRuns(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A host port is in use by a process that is none of ours. The container stays, not started. */
  public static final class PortTaken extends EngineException {
    /** What has it. */
    public enum By {
      PROCESS("is used by another process of the host"),

      /** Docker 20.10 keeps the ports of a container that it was starting when it was killed. */
      ENGINE(
          "is kept by the engine, for another container or since it was killed while it started"
              + " one; then its restart frees the port");

      private final String words;

      By(String words) {
        this.words = words;
      }

      @Override
      public String toString() {
        return words;
      }
    }

    private final transient Optional<PortNumber> port;
    private final By by;

    /**
     * @param port where the engine says which one
     */
    public PortTaken(String message, Optional<PortNumber> port, By by, Throwable cause) {
      super(message, cause);
      this.port = port;
      this.by = by;
    }

    public By by() {
      return by;
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
