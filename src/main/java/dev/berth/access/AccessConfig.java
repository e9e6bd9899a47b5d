package dev.berth.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

/** Limits of what is done inside of workspaces through the API. */
@ConfigMapping(prefix = "berth.access")
public interface AccessConfig {

  /** Most bytes of one archive into a workspace or out of it, as Docker writes sizes. */
  @WithDefault("10g")
  @Pattern(regexp = "[1-9][0-9]{0,5}[kmgt]?")
  String maxArchive();

  /** Followed logs and usages of one user at the same time. */
  @WithDefault("8")
  @Min(1)
  @Max(10_000)
  int maxStreamsPerUser();

  /** Followed logs and usages of all users at the same time. */
  @WithDefault("200")
  @Min(1)
  @Max(10_000)
  int maxStreams();

  /** Commands of one user that run at the same time, detached ones included. */
  @WithDefault("16")
  @Min(1)
  @Max(10_000)
  int maxCommandsPerUser();

  /** Commands of all users that run at the same time. */
  @WithDefault("200")
  @Min(1)
  @Max(10_000)
  int maxCommands();

  /** Terminals that are open in one lease at the same time. */
  @WithDefault("4")
  @Min(1)
  @Max(1_000)
  int maxTerminalsPerLease();

  /** Terminals that are open in all leases at the same time. */
  @WithDefault("100")
  @Min(1)
  @Max(10_000)
  int maxTerminals();

  /** Archives of one user that are under way at the same time. */
  @WithDefault("4")
  @Min(1)
  @Max(1_000)
  int maxTransfersPerUser();

  /** Archives of all users that are under way at the same time. */
  @WithDefault("32")
  @Min(1)
  @Max(1_000)
  int maxTransfers();
}
