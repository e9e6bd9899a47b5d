package dev.berth.api;

import dev.berth.notify.Deliveries;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Sent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Mail and webhook, for admins. */
@Path("/api/v1/admin/notify")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminNotifyResource {

  private final Deliveries deliveries;
  private final Caller caller;

  AdminNotifyResource(Deliveries deliveries, Caller caller) {
    this.deliveries = deliveries;
    this.caller = caller;
  }

  /** What became of a test. */
  @Schema(name = "NotifyTest")
  record TestView(@Schema(description = "Those that are configured") List<ResultView> channels) {}

  /** What became of it in one channel. */
  @Schema(name = "NotifyTestResult")
  record ResultView(
      @Schema(examples = "webhook") String channel,
      boolean delivered,
      @Schema(description = "Why not; null where it was delivered", examples = "answered 404")
          @Nullable String problem) {

    static ResultView of(Map.Entry<Channel, Sent> result) {
      return new ResultView(
          result.getKey().name().toLowerCase(Locale.ROOT),
          result.getValue() instanceof Sent.Delivered,
          switch (result.getValue()) {
            case Sent.Delivered _ -> null;
            case Sent.Failed(var why) -> why;
            case Sent.Refused(var why) -> why;
          });
    }
  }

  @POST
  @Path("test")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Send a test to yourself through every channel that is configured",
      description = "Once and at once; the answer says what became of it.")
  public TestView test() {
    return new TestView(
        deliveries.test(caller.id()).entrySet().stream().map(ResultView::of).toList());
  }
}
