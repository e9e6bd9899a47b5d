package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.idle.model.IdleWindow;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is known of the idleness of a workspace. */
@Schema(name = "Idle")
@JsonInclude(JsonInclude.Include.NON_NULL)
record IdleView(
    @Schema(description = "By the lease or its owner's plan, the shorter one", examples = "2h")
        @Nullable String stopAfter,
    @Schema(description = "How long nothing was seen, while it runs", examples = "40m20s")
        @Nullable String idleFor,
    @Schema(description = "When it is stopped at the earliest, while it runs")
        @Nullable Instant stopsAt,
    @Schema(description = "Whether its owner was warned of that") boolean warned,
    @Schema(description = "Until then it is not stopped for this") @Nullable Instant awakeUntil,
    @Nullable LastUse lastUse,
    @Schema(
            description = "The most that was seen since",
            examples = "CPU 0.4 %, network 0.1 kB/s, disk 0.0 kB/s, no input on 1 terminal")
        @Nullable String seen,
    @Schema(description = "Signals that can't be read; while there are any, no time is counted")
        List<String> unknown) {

  record LastUse(Instant at, @Schema(examples = "CPU 34.0 %, GPU 80 %") String signals) {

    static @Nullable LastUse of(IdleWindow.@Nullable Use use) {
      return use == null ? null : new LastUse(use.at(), use.signals());
    }
  }
}
