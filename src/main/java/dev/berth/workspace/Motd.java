package dev.berth.workspace;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.DurationText;
import dev.berth.lease.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an interactive login shows of its lease: name, end, GPUs, and where to have it longer. */
public final class Motd {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Motd() {}

  /** Plain text. Whatever is in it goes through no shell, neither here nor inside. */
  public static String of(Lease lease, Optional<String> berthUrl, Optional<Duration> stopIdle) {
    var term = lease.term();
    String api = berthUrl.map(Motd::withoutSlash).orElse("") + "/api/v1";
    return """

      Lease    %s (image %s)
      Ends     %s; kept, stopped, until %s
      GPUs     %s
    %s  Extend   POST %s/leases/%s/extend
      Keys     POST %s/me/keys, not ssh-copy-id

    """
        .formatted(
            lease.name(),
            lease.spec().image(),
            at(term.expiresAt()),
            at(term.graceEndsAt()),
            gpus(lease),
            stopIdle.map(after -> idle(lease, api, after)).orElse(""),
            api,
            lease.name(),
            api);
  }

  private static String idle(Lease lease, String api, Duration after) {
    return "  Idle     stopped after %s without use; to stay: POST %s/leases/%s/keep-awake\n"
        .formatted(DurationText.format(after), api, lease.name());
  }

  /** As {@code 2 (NVIDIA A100-SXM4-80GB)}; inside, they count from 0. */
  private static String gpus(Lease lease) {
    return lease.gpus().isEmpty()
        ? "none"
        : lease.gpus().size()
            + lease.gpus().stream()
                .map(Gpu::model)
                .distinct()
                .collect(Collectors.joining(", ", " (", ")"));
  }

  /** To the minute, rounded down. */
  private static String at(Instant time) {
    return TIME.format(time);
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
