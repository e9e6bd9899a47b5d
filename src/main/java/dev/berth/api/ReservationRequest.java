package dev.berth.api;

import dev.berth.api.LeaseRequest.GpuRequest;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** GPUs to book, as sent: nothing checked yet. {@link ReservationFields} reads it. */
@Schema(name = "NewReservation")
record ReservationRequest(
    @Schema(required = true, examples = "2") @Nullable Integer gpus,
    @Schema(description = "Of which kind; any where it is left out") @Nullable GpuRequest gpu,
    @Schema(description = "Now where it is left out", examples = "2026-12-01T08:00:00Z")
        @Nullable Instant from,
    @Schema(required = true, examples = "2026-12-01T20:00:00Z") @Nullable Instant until,
    @Schema(description = "For admins: whose leases get them; yours where it is left out")
        @Nullable String owner) {}
