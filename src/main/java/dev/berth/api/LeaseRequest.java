package dev.berth.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A request for a lease, as sent: nothing checked yet. {@link LeaseFields} reads it. */
@Schema(description = "A request for a lease; every field but image has a default")
record LeaseRequest(
    @Schema(
            description = "Unique among your live leases; a made-up one where it is left out",
            examples = "mmdet-train")
        @Nullable String name,
    @Schema(
            description = "Name in the catalogue, see /images",
            examples = "debian",
            required = true)
        @Nullable String image,
    @Schema(
            description = "Whether it has Berth's SSH server; false runs the image as it is",
            defaultValue = "true")
        @Nullable Boolean ssh,
    @Schema(
            description = "Number of GPUs, each its own; waits in the queue while they are held",
            defaultValue = "0",
            examples = "2")
        @Nullable Integer gpus,
    @Schema(description = "Which kind of GPU; any where it is left out") @Nullable GpuRequest gpu,
    @Schema(
            description =
                "When its turn has come, keep the GPUs for a while until the lease is started, in"
                    + " place of starting it",
            defaultValue = "false")
        @Nullable Boolean claim,
    @Schema(description = "Term: 8h, 2d12h, or ISO-8601", examples = "8h") @Nullable String ttl,
    @Schema(description = "Number of CPUs, fractions allowed", examples = "2")
        @Nullable Double cpus,
    @Schema(description = "Memory as Docker writes it", examples = "4g") @Nullable String memory,
    @Schema(description = "Size of /dev/shm; half of memory by default", examples = "2g")
        @Nullable String shmSize,
    @Schema(description = "private, or host where your plan allows it", examples = "private")
        @Nullable String ipc,
    @Schema(description = "CPUs by number", examples = "0-1") @Nullable String cpuset,
    @Schema(description = "Most processes and threads at once", examples = "4096")
        @Nullable Integer pidsLimit,
    @Schema(
            description =
                "Most that can be written outside of home and mounts, where the engine can hold a"
                    + " container to it",
            examples = "50g")
        @Nullable String disk,
    @Schema(description = "Limits of processes by name, as docker run --ulimit has them")
        @Nullable Map<String, UlimitRequest> ulimits,
    @Schema(
            description = "The one login account; root where your plan allows it",
            defaultValue = "dev")
        @Nullable String user,
    @Nullable LoginRequest login,
    @Schema(description = "Ports to publish; SSH's own need not be named")
        @Nullable List<PortRequest> ports,
    @Schema(description = "Ports that are published nowhere", examples = "[9000]")
        @Nullable List<Integer> expose,
    @Schema(description = "Variables on top of the image's own; visible in the engine")
        @Nullable Map<String, String> env,
    @Schema(
            description = "The same as Docker's --env-file takes it; env wins",
            examples = "A=1\n# comment\nB=2\n")
        @Nullable String envFile,
    @Schema(description = "Variables that are stored encrypted and not shown by the engine")
        @Nullable Map<String, String> secretEnv,
    @Nullable List<MountRequest> mounts,
    @Schema(description = "Host name inside", examples = "mars") @Nullable String hostname,
    @Schema(description = "Addresses of name servers", examples = "[\"10.0.0.2\"]")
        @Nullable List<String> dns,
    @Schema(description = "Where commands begin", examples = "/workspace") @Nullable String workdir,
    @Schema(
            description = "Runs beside SSH, or in place of the image's own command without SSH",
            examples = "[\"python\", \"train.py\"]")
        @Nullable List<String> command,
    @Schema(
            description = "bridge, none, host or container:LEASE; the last two by plan",
            defaultValue = "bridge")
        @Nullable String network,
    @Schema(
            description = "Own leases to reach by name: LEASE or LEASE:ALIAS",
            examples = "[\"other-lease:db\"]")
        @Nullable List<String> links,
    @Schema(
            description = "no, on-failure, on-failure:N, always or unless-stopped",
            defaultValue = "unless-stopped")
        @Nullable String restart,
    @Schema(description = "Your own notes") @Nullable Map<String, String> labels,
    @Schema(description = "What becomes of it while it does nothing") @Nullable IdleRequest idle) {

  @Schema(description = "-1 is no limit; soft and hard are the same where one is left out")
  record UlimitRequest(@Nullable Long soft, @Nullable Long hard) {}

  @Schema(description = "How one logs in: by your SSH keys, and by a password of the lease's own")
  record LoginRequest(
      @Schema(defaultValue = "true") @Nullable Boolean keys,
      @Schema(description = "Made by Berth and shown once", defaultValue = "false")
          @Nullable Boolean password) {}

  @Schema(description = "A port of the workspace, published on one of the host")
  record PortRequest(
      @Schema(examples = "8888") @Nullable Integer container,
      @Schema(description = "By plan; one of Berth's choice where it is left out")
          @Nullable Integer host,
      @Schema(
              defaultValue = "tcp",
              enumeration = {"tcp", "udp"})
          @Nullable String protocol,
      @Schema(examples = "jupyter") @Nullable String label) {}

  @Schema(description = "One of home, volume and dataset, and where it is seen")
  record MountRequest(
      @Schema(description = "Your home volume, mounted unless this is false")
          @Nullable Boolean home,
      @Schema(description = "A volume of your own, made where it is missing", examples = "code")
          @Nullable String volume,
      @Schema(description = "A dataset that an admin has published", examples = "imagenet")
          @Nullable String dataset,
      @Schema(examples = "/mnt/imagenet") @Nullable String target,
      @Schema(description = "true by default for a dataset") @Nullable Boolean readOnly) {}

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "LeaseRequest[" + name + ", " + image + "]";
  }

  /** The idle rule. */
  @Schema(name = "IdleRule")
  record IdleRequest(
      @Schema(
              description =
                  "Stopped when nothing was done in it for so long; at most what your plan says,"
                      + " which holds where it is left out",
              examples = "2h")
          @Nullable String stopAfter) {}

  /** Which GPUs will do. */
  @Schema(name = "GpuKind")
  record GpuRequest(
      @Schema(description = "A part of the model's name", examples = "A100") @Nullable String model,
      @Schema(description = "Least memory of each", examples = "40g") @Nullable String memory,
      @Schema(description = "Exactly these, as many as gpus") @Nullable List<String> uuids,
      @Schema(
              description =
                  "Shares of GPUs that an admin has others use too, in place of whole ones",
              defaultValue = "false")
          @Nullable Boolean share,
      @Schema(
              description =
                  "For a running workspace that does not see its GPUs any more: restart, at most"
                      + " once in 10 minutes, or only tell",
              defaultValue = "tell",
              enumeration = {"tell", "restart"})
          @Nullable String onLoss) {}
}
