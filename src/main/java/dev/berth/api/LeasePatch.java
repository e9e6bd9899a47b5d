package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.berth.api.LeaseRequest.IdleRequest;
import dev.berth.api.LeaseRequest.MountRequest;
import dev.berth.api.LeaseRequest.PortRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change to a lease, as sent: nothing checked yet. {@link PatchFields} reads it. */
@Schema(
    description = "What to change; what is left out stays, what is given replaces all there was")
record LeasePatch(
    @Schema(examples = "mmdet-eval") @Nullable String name,
    @Schema(examples = "2026-11-25T08:00:00Z") @Nullable Instant expiresAt,
    @Schema(description = "Applied to what runs", examples = "2") @Nullable Double cpus,
    @Schema(description = "Applied to what runs; not less than it uses", examples = "8g")
        @Nullable String memory,
    @Schema(description = "Applied to what runs", examples = "4096") @Nullable Integer pidsLimit,
    @Schema(examples = "on-failure:3") @Nullable String restart,
    @Nullable Map<String, String> labels,
    @Schema(description = "The workspace is made anew from itself", examples = "2g")
        @Nullable String shmSize,
    @Schema(description = "The workspace is made anew from itself; SSH's port stays as it is")
        @Nullable List<PortRequest> ports,
    @Schema(description = "With envFile: all variables; the workspace is made anew from itself")
        @Nullable Map<String, String> env,
    @Nullable String envFile,
    @Schema(description = "The workspace is made anew from itself")
        @Nullable Map<String, String> secretEnv,
    @Schema(description = "The workspace is made anew from itself")
        @Nullable List<MountRequest> mounts,
    @Schema(description = "Counted anew; {} for what your plan says") @Nullable IdleRequest idle,
    @JsonAnySetter @Schema(hidden = true) @Nullable Map<String, Object> others) {

  /** The fields of a request that are read by the same rules. */
  LeaseRequest asRequest() {
    return new LeaseRequest(
        name, null, null, null, null, null, null, cpus, memory, shmSize, null, null, pidsLimit,
        null, null, null, null, ports, null, env, envFile, secretEnv, mounts, null, null, null,
        null, null, null, restart, labels, idle);
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "LeasePatch[" + name + "]";
  }
}
