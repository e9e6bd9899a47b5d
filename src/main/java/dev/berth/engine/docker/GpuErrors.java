package dev.berth.engine.docker;

import dev.berth.engine.EngineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What an engine says when it cannot give a container its GPUs. */
final class GpuErrors {

  private static final Pattern UUID =
      Pattern.compile("(?:MIG-)?GPU-[0-9a-fA-F]{8}[0-9a-fA-F/-]*|MIG-[0-9a-fA-F]{8}[0-9a-fA-F-]*");

  /** Nothing on this machine gets a GPU: no hook, no CDI, no driver. */
  private static final List<String> NO_SUPPORT =
      List.of(
          "could not select device driver",
          "nvidia-container-cli: initialization error",
          "nvidia-container-cli: requirement error",
          "nvidia-container-cli: container error",
          "the nvidia container runtime hook directly",
          "failed to discover gpu vendor",
          "failed to inject cdi devices: cdi");

  private static final List<String> DEVICE =
      List.of("nvidia-container-cli:", "nvidia-container-runtime", "unresolvable cdi devices");

  private GpuErrors() {}

  /**
   * @param text the engine's own
   */
  static Optional<EngineException> in(String message, String text, Throwable cause) {
    // After this come words of whoever gave the command.
    String own = text.split("exec: \"", 2)[0];
    String lower = own.toLowerCase(Locale.ROOT);
    if (NO_SUPPORT.stream().anyMatch(lower::contains)) {
      return Optional.of(new EngineException.NoGpuSupport(message, cause));
    }
    if (DEVICE.stream().anyMatch(lower::contains)) {
      return Optional.of(new EngineException.GpuFailed(message, uuid(own), cause));
    }
    return Optional.empty();
  }

  private static Optional<String> uuid(String text) {
    return UUID.matcher(text).results().map(MatchResult::group).findFirst();
  }
}
