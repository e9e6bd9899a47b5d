package dev.berth.api;

import dev.berth.lease.LeaseEvent;
import dev.berth.lease.Leases;
import dev.berth.lease.model.Lease;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The history of a lease. */
@Path("/api/v1/leases/{lease}/events")
@RunOnVirtualThread
@Tag(name = "leases")
class LeaseEventResource {

  private static final String NUMBER = "\\d{1,18}";

  private final Leases leases;
  private final LeaseCalls calls;
  private final EventStream stream;

  LeaseEventResource(Leases leases, LeaseCalls calls, EventStream stream) {
    this.leases = leases;
    this.calls = calls;
    this.stream = stream;
  }

  /** One line. */
  record EventView(long seq, Instant at, String kind, String message) {
    static EventView of(LeaseEvent event) {
      return new EventView(event.seq(), event.at(), event.kind(), event.message());
    }
  }

  @GET
  @Produces("application/json;qs=1")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "What happened to a lease, oldest first",
      description =
          "With Accept: text/event-stream, live; Last-Event-ID continues a stream. While the lease"
              + " waits for GPUs, an event 'queue' tells each new place and estimate.")
  public Page<EventView> list(
      @RestPath String lease,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    var page = PageRequest.of(limit, cursor);
    long after =
        page.after(
                text ->
                    text.matches(NUMBER)
                        ? Optional.of(Long.parseLong(text))
                        : Optional.<Long>empty())
            .orElse(0L);
    var events = leases.events(calls.find(lease).id(), after, page.fetch());
    return page.page(events, event -> Long.toString(event.seq()), EventView::of);
  }

  @GET
  @Produces("text/event-stream;qs=0.5")
  @RolesAllowed(Roles.USER)
  @Operation(hidden = true)
  public void follow(
      @RestPath String lease,
      @RestHeader("Last-Event-ID") @Nullable String last,
      @Context Sse sse,
      @Context SseEventSink sink)
      throws InterruptedException {
    Lease found = calls.find(lease);
    long after = last != null && last.matches(NUMBER) ? Long.parseLong(last) : 0;
    stream.run(found, after, sse, sink);
  }
}
