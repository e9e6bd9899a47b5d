package dev.berth.plan;

import dev.berth.kernel.ByteSize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** Defaults of leases, and the limits of every plan that sets none itself. */
@ConfigMapping(prefix = "berth.plan")
public interface PlanConfig {

  /** Under it, sshd and the tools an editor starts are killed before they answer. */
  ByteSize LEAST_MEMORY = ByteSize.ofMebibytes(64);

  Duration LEAST_TERM = Duration.ofSeconds(5);

  /** Most processes and threads that can be asked for. */
  int MOST_PIDS = 1_000_000;

  /** Leases of one user that are not released. */
  @WithDefault("32")
  @Min(1)
  @Max(10_000)
  int maxLeases();

  /** Term of a lease whose request names none. */
  @WithDefault("8h")
  Duration defaultTerm();

  /** Longest term a request or an extension may have, counted from the present. */
  @WithDefault("7d")
  Duration maxTerm();

  /** Longest life of a lease with all its extensions, counted from its request. */
  @WithDefault("30d")
  Duration maxLife();

  /** How long an expired workspace is kept, stopped, and can be extended. */
  @WithDefault("3d")
  Duration grace();

  /** How long a workspace may do nothing before it is stopped; without it, for ever. */
  Optional<Duration> idleStopAfter();

  /** Shortest such time that a request may name; a plan that names less has this. */
  @WithDefault("1m")
  Duration leastIdleStopAfter();

  /** Memory of a workspace whose request names none, as Docker writes it. */
  @WithDefault("4g")
  String defaultMemory();

  /** Most memory a workspace may have; the node's own memory is a limit too. */
  @WithDefault("1t")
  String maxMemory();

  /** Most processes and threads of a workspace whose request names no number. */
  @WithDefault("4096")
  @Min(64)
  @Max(MOST_PIDS)
  int defaultPids();

  /** What all leases of one user may have together. Under {@code berth.plan} as the rest. */
  @WithParentName
  QuotaConfig quota();
}
