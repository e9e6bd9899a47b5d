package dev.berth.engine.docker;

import java.util.List;
import java.util.Locale;

/** What helps where an engine gives GPUs to nobody. */
final class GpuAdvice {

  private static final String RESTART = ", then restart the engine";

  /** The first whose words are in the engine's text holds. */
  private record Remedy(GpuRequest asked, String words, String advice) {}

  private static final List<Remedy> REMEDIES =
      List.of(
          new Remedy(
              GpuRequest.LEGACY,
              "the nvidia container runtime hook directly",
              "NVIDIA's toolkit is set to CDI on this host: set berth.engine.gpu-request=cdi, or run"
                  + " \"nvidia-ctk config --in-place --set nvidia-container-runtime.mode=legacy\""),
          new Remedy(
              GpuRequest.LEGACY,
              "could not select device driver",
              "The engine found no nvidia-container-runtime-hook when it started: install the package"
                  + " nvidia-container-toolkit, run \"nvidia-ctk runtime configure"
                  + " --runtime=docker\""
                  + RESTART),
          new Remedy(
              GpuRequest.CDI,
              "could not select device driver",
              "The engine knows no CDI: it must be 25 or later, until 28.1 with \"features\":"
                  + " {\"cdi\": true} in daemon.json; run \"nvidia-ctk cdi generate"
                  + " --output=/etc/cdi/nvidia.yaml\""
                  + RESTART),
          new Remedy(
              GpuRequest.CDI,
              "cdi",
              "There is no CDI description of the GPUs: run \"nvidia-ctk cdi generate"
                  + " --output=/etc/cdi/nvidia.yaml\", again after each change of the driver, or"
                  + " enable nvidia-cdi-refresh.service"));

  private static final String DRIVER =
      "The driver does not work on the host: nvidia-smi there tells more; after an upgrade of the"
          + " driver, load the new one or start the host anew";

  private GpuAdvice() {}

  /**
   * For an admin, in whole sentences.
   *
   * @param text of the engine or the driver's tool
   * @param otherWorks whether the other kind of request gives GPUs
   */
  static String of(GpuRequest asked, String text, boolean otherWorks) {
    if (otherWorks) {
      return "The other way works here: set berth.engine.gpu-request=" + asked.other().word();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return REMEDIES.stream()
        .filter(remedy -> remedy.asked() == asked && lower.contains(remedy.words()))
        .findFirst()
        .map(Remedy::advice)
        .orElse(DRIVER);
  }
}
