package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.api.LeaseView.QueueView;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What would become of a request. */
@Schema(name = "DryRun")
@JsonInclude(JsonInclude.Include.NON_NULL)
record DryRunView(
    @Schema(enumeration = {"admitted", "queued", "refused"}) String outcome,
    @Schema(description = "Where it is queued") @Nullable QueueView queue,
    @Schema(description = "Where it is refused: the answer that it would get")
        @Nullable Problem problem) {}
