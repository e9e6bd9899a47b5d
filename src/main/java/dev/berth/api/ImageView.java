package dev.berth.api;

import dev.berth.image.CatalogImage;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An image that leases can start from. */
record ImageView(
    @Schema(description = "USER/NAME for a user's own", examples = "pytorch") String name,
    String source,
    @Schema(description = "new, copying, baking, baked or failed", examples = "baked") String state,
    @Schema(description = "why it failed; empty otherwise") String detail,
    Instant updatedAt) {

  static ImageView of(CatalogImage image) {
    return new ImageView(
        image.name(),
        image.source().value(),
        image.state().name().toLowerCase(Locale.ROOT),
        image.detail(),
        image.updatedAt());
  }
}
