package dev.berth.api;

import dev.berth.access.Feed;
import dev.berth.api.LeaseEventResource.EventView;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.Leases;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Semaphore;

/**
 * Follows the history of leases, each until its release. The database is asked at every turn: any
 * replica may have written.
 */
@Singleton
class EventStream {

  private static final int MOST_AT_ONCE = 500;
  private static final int ROUNDS_TO_ASK_WHETHER_OVER = 15;
  private static final int PAGE = 200;

  private final Leases leases;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  EventStream(Leases leases) {
    this.leases = leases;
  }

  /** What comes after a sequence number; holds one of the places until it is closed. */
  Feed<EventView> follow(LeaseId lease, long after) {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          ProblemType.CONFLICT, MOST_AT_ONCE + " event streams are open already; poll instead");
    }
    return new History(lease, after);
  }

  private final class History implements Feed<EventView> {

    private final LeaseId lease;
    private final Queue<LeaseEvent> ahead = new ArrayDeque<>();
    private long last;
    private int quiet;
    private boolean ending;
    private boolean over;

    History(LeaseId lease, long after) {
      this.lease = lease;
      this.last = after;
    }

    @Override
    public Optional<EventView> next(Duration wait) throws InterruptedException {
      if (ahead.isEmpty()) {
        ahead.addAll(leases.events(lease, last, PAGE));
      }
      var next = Optional.ofNullable(ahead.poll());
      if (next.isPresent()) {
        last = next.get().seq();
        over = next.get().kind().equals("released");
      } else if (ending) {
        over = true;
      } else {
        pause(wait);
      }
      return next.map(EventView::of);
    }

    /**
     * For a stream that begins after the last event. What came before the lease was over is there
     * when the events are asked for once more.
     */
    private void pause(Duration wait) throws InterruptedException {
      ending = quiet++ % ROUNDS_TO_ASK_WHETHER_OVER == 0 && leases.isOver(lease);
      if (!ending) {
        Thread.sleep(wait);
      }
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void close() {
      places.release();
    }
  }
}
