package dev.berth.api;

import dev.berth.grant.model.GpuQueue.Orders;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.DurationText;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseQueue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The queue for GPUs, for admins. */
@Path("/api/v1/admin/queue")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminQueueResource {

  private final LeaseQueue queue;
  private final Caller caller;

  AdminQueueResource(LeaseQueue queue, Caller caller) {
    this.queue = queue;
    this.caller = caller;
  }

  /** What is asked for. */
  @Schema(name = "GpuWish")
  record WishView(
      int count,
      @Nullable String model,
      @Nullable String memory,
      List<String> uuids,
      @Schema(description = "Whether shares are meant, and not whole GPUs") boolean share) {

    static WishView of(GpuWish wish) {
      return new WishView(
          wish.count(),
          wish.model(),
          wish.memory() == null ? null : wish.memory().toString(),
          wish.ids().stream().map(GpuId::value).toList(),
          wish.share());
    }
  }

  /** A lease that waits, with all that decides on its place. */
  @Schema(name = "QueueEntry")
  record EntryView(
      @Schema(description = "From 1; 0 for one whose turn it is just now") int position,
      String lease,
      String name,
      String owner,
      WishView gpus,
      @Schema(description = "From its start", examples = "8h") String term,
      Instant waitingSince,
      @Schema(
              description =
                  "If all others run to their expiry; null if no GPU will do or it is held")
          @Nullable Instant earliestStart,
      @Schema(description = "Of its owner's plan; more comes first") double weight,
      @Schema(description = "Of its owner, fading; less comes first") double recentGpuHours,
      @Schema(description = "Set by an admin; more comes first, before all else") int priority,
      @Schema(description = "By an admin: it does not start, and keeps nobody back") boolean held) {

    static EntryView of(LeaseQueue.Entry entry) {
      var waiting = entry.place().waiting();
      return new EntryView(
          entry.place().position(),
          entry.lease().id().value(),
          entry.lease().name(),
          entry.lease().owner().value(),
          WishView.of(waiting.wish()),
          DurationText.format(waiting.term()),
          waiting.queuedAt(),
          entry.place().earliestStart().orElse(null),
          waiting.weight(),
          waiting.recentGpuHours(),
          waiting.orders().priority(),
          waiting.orders().held());
    }
  }

  /** What is to be changed; what is left out stays. */
  @Schema(name = "QueueOrders")
  record OrdersRequest(
      @Schema(minimum = "-1000", maximum = "1000", examples = "10") @Nullable Integer priority,
      @Nullable Boolean held) {}

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Who waits for GPUs, by position")
  public Page<EntryView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    return PageRequest.of(limit, cursor).slice(queue.list(), entry -> key(entry), EntryView::of);
  }

  @PATCH
  @Path("{lease}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Put a lease first or last in the queue, or hold it back",
      description = "Void when the lease leaves the queue.")
  public EntryView order(
      @RestPath String lease,
      @RequestBody(
              content =
                  @Content(
                      examples = {
                        @ExampleObject(name = "first", value = "{\"priority\": 10}"),
                        @ExampleObject(name = "hold", value = "{\"held\": true}")
                      }))
          OrdersRequest request) {
    var before = entry(lease).orElseThrow(() -> notWaiting(lease)).place().waiting().orders();
    int priority = request.priority() == null ? before.priority() : request.priority();
    if (Math.abs((long) priority) > Orders.MOST_PRIORITY) {
      throw ProblemException.invalid(
          "priority",
          "must be -" + Orders.MOST_PRIORITY + " to " + Orders.MOST_PRIORITY + ", not " + priority);
    }
    boolean held = request.held() == null ? before.held() : request.held();
    if (!queue.order(caller.id(), new LeaseId(lease), new Orders(priority, held))) {
      throw notWaiting(lease);
    }
    return entry(lease).map(EntryView::of).orElseThrow(() -> notWaiting(lease));
  }

  private static String key(LeaseQueue.Entry entry) {
    return String.format(Locale.ROOT, "%09d ", entry.place().position()) + entry.lease().id();
  }

  private Optional<LeaseQueue.Entry> entry(String lease) {
    return queue.list().stream().filter(it -> it.lease().id().value().equals(lease)).findFirst();
  }

  private static ProblemException notWaiting(String lease) {
    return new ProblemException(
        ProblemType.NOT_FOUND, "no lease " + Violations.quote(lease) + " waits in the queue");
  }
}
