package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.lease.model.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** GPUs booked ahead, as the API shows them. */
@Schema(name = "Reservation")
record ReservationView(
    String id,
    String owner,
    @Schema(enumeration = {"upcoming", "active", "ended"}) String state,
    @Schema(
            description = "Why it ended",
            enumeration = {"cancelled", "unused", "over"})
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String reason,
    Instant from,
    Instant until,
    @Schema(description = "Those still kept") List<GpuView> gpus,
    Instant createdAt) {

  static ReservationView of(Reservation it, Instant now) {
    return new ReservationView(
        it.id().value(),
        it.owner().value(),
        it.end().isPresent() ? "ended" : it.isActive(now) ? "active" : "upcoming",
        it.end().map(end -> end.why().name().toLowerCase(Locale.ROOT)).orElse(null),
        it.from(),
        it.until(),
        it.gpus().stream().map(GpuView::of).toList(),
        it.createdAt());
  }
}
