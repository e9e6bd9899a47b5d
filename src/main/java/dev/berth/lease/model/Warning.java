package dev.berth.lease.model;

import dev.berth.kernel.DurationText;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Notice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * That a lease ends, or its workspace is removed, at an instant. {@code dueAt} is when it was to be
 * said; together with the others it is what a warning is known by.
 */
public record Warning(Kind kind, Instant endsAt, Instant dueAt) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * What is told of it.
   *
   * @param berthUrl where users reach Berth
   */
  public Notice notice(Lease lease, Instant now, Optional<String> berthUrl) {
    return new Notice(
        String.join(
            "-",
            lease.id().value(),
            kind.name().toLowerCase(Locale.ROOT),
            String.valueOf(endsAt.getEpochSecond()),
            String.valueOf(dueAt.getEpochSecond())),
        kind,
        lease.owner(),
        new Notice.About(lease.id(), lease.name(), endsAt),
        now,
        subject(lease, now),
        text(lease, now, berthUrl));
  }

  private String subject(Lease lease, Instant now) {
    return "Lease %s %s in %s"
        .formatted(lease.name(), kind == Kind.REMOVAL ? "is removed" : "ends", left(now));
  }

  private String text(Lease lease, Instant now, Optional<String> berthUrl) {
    String what =
        kind == Kind.REMOVAL
            ? "Lease %s is over, and its workspace is removed in %s, at %s, with all in it that is on no volume."
                .formatted(lease.name(), left(now), TIME.format(endsAt))
            : "Lease %s ends in %s, at %s. Its workspace is stopped then, and kept until %s."
                .formatted(
                    lease.name(),
                    left(now),
                    TIME.format(endsAt),
                    TIME.format(lease.term().graceEndsAt()));
    return what + " " + way(lease, now, berthUrl);
  }

  private String way(Lease lease, Instant now, Optional<String> berthUrl) {
    var limit = lease.term().limit();
    var from = kind == Kind.REMOVAL ? now : endsAt;
    if (!from.isBefore(limit)) {
      return "It can't be extended any more.";
    }
    return "To have it longer: POST %s/api/v1/leases/%s/extend {\"by\": \"%s\"}"
        .formatted(
            berthUrl.map(url -> url.replaceFirst("/$", "")).orElse(""),
            lease.name(),
            DurationText.format(example(Duration.between(from, limit))));
  }

  /** Four hours, or what may still be added. */
  private static Duration example(Duration most) {
    var hours = Duration.ofHours(4);
    return most.compareTo(hours) < 0 ? most.truncatedTo(ChronoUnit.SECONDS) : hours;
  }

  /** To the minute, rounded: a warning is said within seconds of its time. */
  private String left(Instant now) {
    var left = Duration.between(now, endsAt);
    var minutes = left.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
    return minutes.isPositive() ? DurationText.format(minutes) : "less than a minute";
  }
}
