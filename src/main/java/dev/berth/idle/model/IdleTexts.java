package dev.berth.idle.model;

import dev.berth.idle.model.IdleWindow.Verdict;
import dev.berth.kernel.DurationText;
import dev.berth.lease.model.Lease;
import dev.berth.notify.model.Notice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** What people are told of an idle workspace. */
public final class IdleTexts {

  private static final Duration EXAMPLE = Duration.ofHours(8);

  private IdleTexts() {}

  /**
   * What is told before a stop.
   *
   * @param turn of the look that led to it, which makes it another one than any before
   * @param berthUrl where users reach Berth
   * @param longest time for which a workspace can be kept awake
   */
  public static Notice notice(
      Lease lease,
      Verdict.Warn warn,
      long turn,
      Instant now,
      Optional<String> berthUrl,
      Duration longest) {
    String name = lease.name();
    String text =
        "Lease %s did nothing for %s and is stopped in %s if that goes on; files are kept. Seen at most: %s. To keep it awake: POST %s/api/v1/leases/%s/keep-awake {\"for\": \"%s\"}"
            .formatted(
                name,
                text(warn.idle()),
                text(warn.left()),
                warn.most().text(),
                berthUrl.map(url -> url.replaceFirst("/$", "")).orElse(""),
                name,
                text(longest.compareTo(EXAMPLE) < 0 ? longest : EXAMPLE));
    return new Notice(
        lease.id().value() + "-idle-" + turn,
        Notice.Kind.IDLE,
        lease.owner(),
        new Notice.About(lease.id(), name, now.plus(warn.left())),
        now,
        "Lease %s is idle and stops in %s".formatted(name, text(warn.left())),
        text);
  }

  /** The line in a lease's history when it is stopped. */
  public static String stopped(Verdict.Stop stop, Thresholds from) {
    return "did nothing for %s and is stopped; start brings it back with all its files. Seen at most: %s. Use is %s"
        .formatted(text(stop.idle()), stop.most().text(), of(from));
  }

  private static String of(Thresholds from) {
    return String.format(
        Locale.ROOT,
        "CPU from %s %%, network from %s kB/s, disk from %s kB/s, GPU from %d %%, GPU processes from %d, any input",
        from.cpuPercent(),
        from.network() / 1000.0,
        from.disk() / 1000.0,
        from.gpuPercent(),
        from.gpuProcesses());
  }

  /** Whole seconds, and minutes where it is long. */
  static String text(Duration duration) {
    return DurationText.format(
        duration.truncatedTo(
            duration.compareTo(Duration.ofHours(1)) < 0 ? ChronoUnit.SECONDS : ChronoUnit.MINUTES));
  }
}
