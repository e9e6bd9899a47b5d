package dev.berth.api;

import dev.berth.api.LeaseView.QueueView;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.Leases;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.Optional;
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
  private final LeaseQueue queue;
  private final Semaphore streams = new Semaphore(MOST_AT_ONCE);

  EventStream(Leases leases, LeaseQueue queue) {
    this.queue = queue;
    this.leases = leases;
  }

  /** Follows one lease: what is on record, and while it waits its place in the queue. */
  void run(Lease lease, long after, Sse sse, SseEventSink sink) throws InterruptedException {
    if (!streams.tryAcquire()) {
      throw new ProblemException(
          ProblemType.CONFLICT, MOST_AT_ONCE + " event streams are open already; poll instead");
    }
    try (sink) {
      follow(lease, after, sse, sink);
    } finally {
      streams.release();
    }
  }

  private void follow(Lease from, long after, Sse sse, SseEventSink sink)
      throws InterruptedException {
    var lease = from.id();
    var place = new PlaceWatch(lease, from.state() instanceof LeaseState.Queued);
    long last = after;
    boolean over = false;
    for (int quiet = 0; !sink.isClosed(); ) {
      List<LeaseEvent> events = leases.events(lease, last, PAGE);
      for (var event : events) {
        send(sink, event(sse, event));
        last = event.seq();
        place.sees(event);
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
        var moved = place.moved();
        if (moved.isPresent()) {
          send(sink, event(sse, moved.get()));
        }
        if (!over) {
          TimeUnit.SECONDS.sleep(1);
        }
      }
    }
  }

  /** The place of one lease as its client was told it last. */
  private final class PlaceWatch {

    private final LeaseId lease;
    private boolean waits;
    private Optional<QueueView> told = Optional.empty();

    PlaceWatch(LeaseId lease, boolean waits) {
      this.lease = lease;
      this.waits = waits;
    }

    void sees(LeaseEvent event) {
      waits = LeaseCalls.STATES.contains(event.kind()) ? event.kind().equals("queued") : waits;
    }

    /** Empty where it is as was told, or the lease does not wait. */
    Optional<QueueView> moved() {
      if (!waits) {
        return Optional.empty();
      }
      var now = Optional.ofNullable(queue.recentPlaces().get(lease)).map(QueueView::of);
      if (now.equals(told)) {
        return Optional.empty();
      }
      told = now;
      return now;
    }
  }

  private static void send(SseEventSink sink, OutboundSseEvent event) {
    sink.send(event).toCompletableFuture().join();
  }

  private static OutboundSseEvent event(Sse sse, QueueView place) {
    return sse.newEventBuilder()
        .name("queue")
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(QueueView.class, place)
        .build();
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
