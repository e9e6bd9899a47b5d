package dev.berth.gpu.model;

import dev.berth.engine.model.VisibleGpus;
import dev.berth.grant.model.OnLoss;
import dev.berth.kernel.GpuId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows from asking a running workspace which GPUs it sees. */
public sealed interface AfterLook {

  /** It sees its own, as before. */
  record Fine() implements AfterLook {}

  /** It sees its own again. */
  record Back(Watched next) implements AfterLook {}

  /**
   * It does not see all of its own.
   *
   * @param news whether this was not known yet
   * @param restart whether it is to be restarted for that
   * @param next what is known then, but for the restart
   */
  record Lost(LossKind kind, Loss loss, boolean news, boolean restart, Watched next)
      implements AfterLook {}

  /** A restart ends what runs in the workspace, so one that does not help is not repeated often. */
  Duration BETWEEN_RESTARTS = Duration.ofMinutes(10);

  /**
   * All that the decision depends on.
   *
   * @param own the GPUs that its lease holds
   * @param host what the last probe of the machine found of all GPUs
   */
  record Situation(
      Set<GpuId> own,
      Instant runningSince,
      Watched before,
      List<KnownGpu> host,
      OnLoss onLoss,
      Instant now) {

    private Optional<Loss> known() {
      return before.lossOfRun(runningSince);
    }
  }

  static AfterLook of(VisibleGpus seen, Situation at) {
    var kind = LossKind.of(seen, at.own());
    if (kind.isEmpty()) {
      return at.before().loss().isPresent() ? new Back(at.before().seeing()) : new Fine();
    }
    String text = kind.get().text(seen, at.own());
    var known = at.known();
    var loss = new Loss(text, known.map(Loss::since).orElse(at.now()));
    boolean restart = restarts(kind.get(), known, at);
    return new Lost(kind.get(), loss, known.isEmpty(), restart, at.before().losing(loss));
  }

  private static boolean restarts(LossKind kind, Optional<Loss> known, Situation at) {
    boolean rested =
        at.before()
            .restartedAt()
            .filter(last -> at.now().isBefore(last.plus(BETWEEN_RESTARTS)))
            .isEmpty();
    if (at.onLoss() != OnLoss.RESTART || !rested) {
      return false;
    }
    return switch (kind) {
      case NVML_ERROR -> isThere(at, Instant.MIN);
      // The card itself may be lost, and then a start fails. Only a later probe tells.
      case MISSING -> known.filter(loss -> isThere(at, loss.since())).isPresent();
      case TOOL_FAILS, NO_ANSWER -> false;
    };
  }

  /** Whether a probe that began after a time has found all of its own, and well. */
  private static boolean isThere(Situation at, Instant after) {
    return at.host().stream()
        .filter(gpu -> gpu.present() && gpu.quarantine().isEmpty() && gpu.seenAt().isAfter(after))
        .map(gpu -> gpu.gpu().id())
        .collect(Collectors.toSet())
        .containsAll(at.own());
  }
}
