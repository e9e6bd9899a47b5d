package dev.berth.api;

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
    @Schema(description = "Number of GPUs; this node has none to give yet", examples = "0")
        @Nullable Integer gpus,
    @Schema(description = "Term: 8h, 2d12h, or ISO-8601", examples = "8h") @Nullable String ttl,
    @Schema(description = "Number of CPUs, fractions allowed", examples = "2")
        @Nullable Double cpus,
    @Schema(description = "Memory as Docker writes it", examples = "4g") @Nullable String memory,
    @Schema(description = "Size of /dev/shm; half of memory by default", examples = "2g")
        @Nullable String shmSize,
    @Schema(description = "Most processes and threads at once", examples = "4096")
        @Nullable Integer pidsLimit,
    @Schema(description = "The one login account, dev by default", examples = "dev")
        @Nullable String user,
    @Schema(description = "Whether your home volume is mounted, true by default")
        @Nullable Boolean home,
    @Schema(description = "Host name inside", examples = "mars") @Nullable String hostname,
    @Schema(description = "Variables on top of the image's own") @Nullable Map<String, String> env,
    @Schema(description = "Your own notes") @Nullable Map<String, String> labels) {}
