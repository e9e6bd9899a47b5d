package dev.berth.engine.docker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;

/** Where the Docker Engine is and how it is used. */
@ConfigMapping(prefix = "berth.engine")
public interface DockerConfig {

  /**
   * Address of the engine: {@code unix:///path} or {@code tcp://host:port}. TCP without TLS gives
   * everybody who reaches the port root on that machine; TLS follows {@code DOCKER_TLS_VERIFY} and
   * {@code DOCKER_CERT_PATH}.
   */
  @WithDefault("unix:///var/run/docker.sock")
  URI host();

  /**
   * First part of the name of the bridge network that workspaces are attached to; the id of the
   * installation follows. A network of that name that exists already is used as it is, so one may
   * be made by hand to choose its subnet.
   */
  @WithDefault("berth")
  @Pattern(regexp = "[a-zA-Z0-9][a-zA-Z0-9_.-]*")
  String networkPrefix();

  /**
   * How many containers may start at the same time. Starts are bound by the CPU: more than 2 to 4
   * only make each of them slower.
   */
  @WithDefault("3")
  @Min(1)
  int startsAtOnce();

  /** Size at which the log of a container is rotated, as Docker writes it. */
  @WithDefault("10m")
  @Pattern(regexp = "[1-9][0-9]*[kmg]")
  String logMaxSize();

  /** How many rotated logs of a container are kept. */
  @WithDefault("3")
  @Min(1)
  int logMaxFiles();

  /**
   * Limit of open files per process in a container, soft and hard, for instance 1048576; 0 leaves
   * the engine's own. An engine whose own limit is lower refuses every start ("error setting rlimit
   * type 7").
   */
  @WithDefault("0")
  @Min(0)
  long openFiles();

  /**
   * How GPUs are asked for: {@code legacy} by NVIDIA's runtime hook, as {@code --gpus} does; {@code
   * cdi} by the Container Device Interface, which engines have from 25 on.
   */
  @WithDefault("legacy")
  GpuRequest gpuRequest();

  /** How long the engine may take, by kind of call. */
  Deadlines deadline();

  /**
   * Every call has one, for a frozen engine keeps a unix socket open and never answers. After it
   * the call counts as failed, whether it has its effect later or not.
   */
  interface Deadlines {

    /** Looking: info, lists, inspection, logs, and the answer to a subscription. */
    @WithDefault("15s")
    Duration look();

    /** Creating, uploading files, removing, and stopping on top of the patience given. */
    @WithDefault("60s")
    Duration change();

    /** Starting, and as long again for waiting until another start is done. */
    @WithDefault("60s")
    Duration start();

    /** A command in a container. */
    @WithDefault("30s")
    Duration exec();

    /** All of a look at the GPUs in a container of its own, and a question inside of another. */
    @WithDefault("20s")
    Duration gpus();

    /** All of a transfer of files into a container or out of it. */
    @WithDefault("60m")
    Duration archive();

    /**
     * Measuring what everything takes of the disk, for which the engine walks through all files.
     */
    @WithDefault("10m")
    Duration disk();

    /** Pulling an image. */
    @WithDefault("30m")
    Duration pull();

    /** Building an image. */
    @WithDefault("60m")
    Duration build();
  }
}
