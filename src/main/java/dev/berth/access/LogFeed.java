package dev.berth.access;

import dev.berth.access.Places.Place;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogQuery;
import dev.berth.lease.Leases;
import dev.berth.lease.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The log of a workspace through all its restarts, until its lease is over. */
final class LogFeed implements Feed<LogLine> {

  private static final Logger LOG = Logger.getLogger(LogFeed.class);

  private final ContainerAccess access;
  private final Doors doors;
  private final Leases leases;
  private final Lease lease;
  private final Place place;
  private Relay<LogLine> relay = new Relay<>();
  private Optional<AutoCloseable> stream = Optional.empty();
  private Instant last;
  private boolean over;

  /**
   * @param now lines before it are not shown again after a restart
   */
  LogFeed(
      ContainerAccess access, Doors doors, Leases leases, Lease lease, Place place, Instant now) {
    this.access = access;
    this.doors = doors;
    this.leases = leases;
    this.lease = lease;
    this.place = place;
    this.last = now;
  }

  /** Begins with the lines asked for, where there is a container. */
  void begin(LogQuery query) throws EngineException {
    if (doors.exists(lease)) {
      attach(query);
    } else {
      relay.end();
    }
  }

  private void attach(LogQuery query) throws EngineException {
    var fresh = new Relay<LogLine>();
    relay = fresh;
    stream =
        Optional.of(access.followLogs(lease.id().containerName(), query, fresh::put, fresh::end));
  }

  @Override
  public Optional<LogLine> next(Duration wait) throws InterruptedException {
    var line = relay.next(wait);
    if (line.isPresent()) {
      last = line.get().at().isAfter(last) ? line.get().at() : last;
    } else if (relay.isDrained() && !over) {
      attachAgain(wait);
    }
    return line;
  }

  private void attachAgain(Duration wait) throws InterruptedException {
    over = leases.isOver(lease.id());
    if (over) {
      return;
    }
    try {
      if (doors.isRunning(lease)) {
        detach();
        attach(new LogQuery(Logs.MOST_LINES, Optional.of(last)));
        return;
      }
    } catch (EngineException e) {
      relay.end();
      LOG.debug("a log can't be followed for now", e);
    }
    TimeUnit.MILLISECONDS.sleep(wait.toMillis());
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    try (place) {
      detach();
    }
  }

  private void detach() {
    relay.close();
    stream.ifPresent(LogFeed::closeQuietly);
    stream = Optional.empty();
  }

  static void closeQuietly(AutoCloseable stream) {
    try {
      stream.close();
    } catch (Exception e) {
      LOG.debug("closing a stream of the engine", e);
    }
  }
}
