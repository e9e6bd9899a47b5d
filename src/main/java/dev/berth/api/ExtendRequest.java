package dev.berth.api;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change of a lease's expiry: one of the two fields. */
record ExtendRequest(
    @Schema(description = "Added to what is left", examples = "4h") @Nullable String by,
    @Schema(description = "The new expiry", examples = "2026-11-25T08:00:00Z")
        @Nullable Instant until) {}
