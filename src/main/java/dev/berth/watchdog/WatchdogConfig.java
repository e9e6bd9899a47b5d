package dev.berth.watchdog;

import dev.berth.watchdog.model.Snapshot.Limits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the watchdog behaves. */
@ConfigMapping(prefix = "berth.watchdog")
public interface WatchdogConfig {

  /** Pause between passes over what is due; {@code off} stops them. */
  @WithDefault("2s")
  String every();

  /** Pause between sweeps, which compare all containers with all leases; {@code off} stops them. */
  @WithDefault("30s")
  String sweepEvery();

  /** How long a started workspace has to answer over SSH. */
  @WithDefault("60s")
  Duration readyWithin();

  /** How often a start is tried in a row before the lease fails. */
  @WithDefault("5")
  @Min(1)
  @Max(20)
  int attempts();

  /** Pause before the second attempt; it doubles with each one after. */
  @WithDefault("1s")
  Duration firstBackOff();

  /** Longest pause between attempts. */
  @WithDefault("1m")
  Duration maxBackOff();

  /** A workspace that ran this long counts as sound: its next death is a first one. */
  @WithDefault("10m")
  Duration stableAfter();

  /** How long the main process has to end before it is killed. */
  @WithDefault("10s")
  Duration stopPatience();

  /** How long the end of a lease waits for rsync, scp or sftp in its workspace; 0s not at all. */
  @WithDefault("10m")
  Duration transferPatience();

  /** How long a port that another process uses is left alone. */
  @WithDefault("10m")
  Duration portBlock();

  /**
   * How often the SSH server of a running workspace is asked for its host key. One that does not
   * answer three times in a row is started anew, and nothing else.
   */
  @WithDefault("1m")
  Duration healthEvery();

  /** Most leases that one pass takes up. */
  @WithDefault("200")
  @Min(1)
  @Max(10_000)
  int mostAtOnce();

  default Limits limits() {
    return new Limits(attempts(), firstBackOff(), maxBackOff(), stableAfter(), transferPatience());
  }
}
