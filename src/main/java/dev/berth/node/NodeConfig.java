package dev.berth.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** The machine whose engine runs the workspaces. */
@ConfigMapping(prefix = "berth.node")
public interface NodeConfig {

  /** Host name or address that users connect to. It stands in every ssh command and link. */
  @WithDefault("127.0.0.1")
  @NotBlank
  @Pattern(regexp = "[A-Za-z0-9.:-]+", message = "must be a host name or an address")
  String address();

  /**
   * Address of this machine on which workspace ports are published. The default reaches nobody
   * outside; set it to a LAN address or to 0.0.0.0.
   */
  @WithDefault("127.0.0.1")
  @NotBlank
  String bindAddress();

  /**
   * Address at which Berth itself reaches published ports. Unset: the bind address, or 127.0.0.1
   * where that is a wildcard; right wherever Berth shares the host's network.
   */
  Optional<String> probeAddress();

  /** First host port of the range that workspaces get. Stay below 32768. */
  @WithDefault("22000")
  @Min(1024)
  @Max(65_535)
  int firstPort();

  /** Last host port of the range, included. */
  @WithDefault("22999")
  @Min(1024)
  @Max(65_535)
  int lastPort();
}
