package dev.berth.gpu.model;

import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.GpuId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** In which way a running workspace does not see its GPUs. */
public enum LossKind {
  /** It lost the right to open its devices; a new start gives it back. */
  NVML_ERROR(
      "For an admin: systemd took the devices away from running containers, as \"systemctl"
          + " daemon-reload\" does, also in an upgrade of packages. Each of these prevents it:"
          + " \"exec-opts\": [\"native.cgroupdriver=cgroupfs\"] in daemon.json;"
          + " berth.engine.gpu-request=cdi with \"nvidia-ctk cdi generate\" on an engine of 25 or"
          + " later; \"nvidia-ctk system create-dev-char-symlinks --create-all\" at each boot."),
  /** Some of them are not there. */
  MISSING(
      "For an admin: nvidia-smi and the kernel log of the host (lines with NVRM: Xid) tell whether"
          + " the card has to be reset or the host be started anew."),
  /** The driver's tool ends with an error of another kind. */
  TOOL_FAILS(
      "For an admin: nvidia-smi and the kernel log of the host (lines with NVRM: Xid) tell whether a"
          + " GPU is lost, or the driver was changed under running workspaces."),
  /** The driver's tool hangs. */
  NO_ANSWER(
      "For an admin: where nvidia-smi hangs on the host too, a GPU is lost and the host has to be"
          + " started anew.");

  private final String remedy;

  LossKind(String remedy) {
    this.remedy = remedy;
  }

  /** What cures the cause, for whoever runs the host. */
  public String remedy() {
    return remedy;
  }

  /** As metrics say it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Empty where it sees all of its own. */
  static Optional<LossKind> of(VisibleGpus seen, Set<GpuId> own) {
    return switch (seen) {
      case VisibleGpus.Visible(var uuids) ->
          missing(uuids, own).isEmpty() ? Optional.empty() : Optional.of(MISSING);
      case VisibleGpus.Failed(var text)
          when text.contains("Failed to initialize NVML: Unknown Error") ->
          Optional.of(NVML_ERROR);
      case VisibleGpus.Failed _ -> Optional.of(TOOL_FAILS);
      case VisibleGpus.NoAnswer _ -> Optional.of(NO_ANSWER);
    };
  }

  /** For the owner. */
  String text(VisibleGpus seen, Set<GpuId> own) {
    return switch (seen) {
      case VisibleGpus.Visible(var uuids) -> {
        var missing = missing(uuids, own);
        yield "the workspace sees "
            + (own.size() - missing.size())
            + " of its "
            + own.size()
            + " GPUs; missing: "
            + String.join(", ", missing)
            + ". Stop and start the lease to have others";
      }
      case VisibleGpus.Failed(var text) when this == NVML_ERROR ->
          "the workspace lost sight of its GPUs, saying: "
              + text
              + ". What computes may go on, what starts finds no GPU. A restart of the lease brings"
              + " them back, and ends what runs in it";
      case VisibleGpus.Failed(var text) -> "nvidia-smi fails in the workspace, saying: " + text;
      case VisibleGpus.NoAnswer(var limit) ->
          "nvidia-smi in the workspace did not answer within " + limit.toSeconds() + " seconds";
    };
  }

  private static List<String> missing(Collection<String> seen, Set<GpuId> own) {
    return own.stream().map(GpuId::value).filter(gpu -> !seen.contains(gpu)).sorted().toList();
  }
}
