package dev.berth.api;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.Leases;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Streams a lease's history as server-sent events until the client goes or the lease is released.
 * The database is asked once a second: any replica may have written.
 */
@Singleton
class EventStream {

  private static final int MOST_AT_ONCE = 500;
  private static final int SECONDS_TO_KEEP_ALIVE = 15;
  private static final int PAGE = 200;

  private final Leases leases;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  EventStream(Leases leases) {
    this.leases = leases;
  }

  void run(LeaseId lease, long after, Sse sse, SseEventSink sink) throws InterruptedException {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ProblemType.CONFLICT, MOST_AT_ONCE + " event streams are open already; poll instead");
    }
    try (sink) {
      follow(lease, after, sse, sink);
    } finally {
      places.release();
    }
  }

  private void follow(LeaseId lease, long after, Sse sse, SseEventSink sink)
      throws InterruptedException {
    long last = after;
    boolean over = false;
    for (int quiet = 0; !sink.isClosed(); ) {
      List<LeaseEvent> events = leases.events(lease, last, PAGE);
      for (var event : events) {
        send(sink, event(sse, event));
        last = event.seq();
        if (event.kind().equals("released")) {
          return;
        }
      }
      if (events.isEmpty()) {
        if (over) {
          return;
        }
        if (++quiet % SECONDS_TO_KEEP_ALIVE == 1) {
          send(sink, sse.newEventBuilder().comment("").build());
          // For a stream that begins after the last event. What came before the lease was over is
          // there when the events are asked for once more.
          over = leases.isOver(lease);
        }
        if (!over) {
          TimeUnit.SECONDS.sleep(1);
        }
      }
    }
  }

  private static void send(SseEventSink sink, OutboundSseEvent event) {
    sink.send(event).toCompletableFuture().join();
  }

  private static OutboundSseEvent event(Sse sse, LeaseEvent event) {
    return sse.newEventBuilder()
        .id(Long.toString(event.seq()))
        .name(event.kind())
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(LeaseEventResource.EventView.class, LeaseEventResource.EventView.of(event))
        .build();
  }
}
