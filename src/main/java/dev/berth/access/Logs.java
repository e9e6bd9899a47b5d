package dev.berth.access;

import dev.berth.access.Places.Place;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogPage;
import dev.berth.engine.model.LogQuery;
import dev.berth.engine.model.Usage;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases;
import dev.berth.lease.model.Lease;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What a workspace says and what it uses, once or as long as somebody watches. */
@Singleton
public class Logs {

  public static final int MOST_LINES = 10_000;
  public static final int LINES_BY_DEFAULT = 200;

  private final ContainerAccess access;
  private final Doors doors;
  private final Leases leases;
  private final InstantSource clock;
  private final Places<UserId> places;

  Logs(
      ContainerAccess access,
      Doors doors,
      Leases leases,
      AccessConfig config,
      InstantSource clock) {
    this.access = access;
    this.doors = doors;
    this.leases = leases;
    this.clock = clock;
    this.places =
        new Places<>("streams", "of yours", config.maxStreamsPerUser(), config.maxStreams());
  }

  /** The last lines; none where there is no container. */
  public LogPage page(Lease lease, LogQuery query) throws EngineException {
    return access.logs(lease.id().containerName(), query);
  }

  /** The last lines and those that come, until the lease is over. */
  public Answer<Feed<LogLine>> follow(UserId who, Lease lease, LogQuery query)
      throws EngineException {
    Place place = places.take(who).orElse(null);
    if (place == null) {
      return places.refusal(who);
    }
    var feed = new LogFeed(access, doors, leases, lease, place, clock.instant());
    boolean begun = false;
    try {
      feed.begin(query);
      begun = true;
      return Answer.given(feed);
    } finally {
      if (!begun) {
        feed.close();
      }
    }
  }

  /** One sample of a workspace that runs. */
  public Answer<Usage> usage(Lease lease) throws EngineException {
    return doors.whileRunning(lease, () -> Answer.given(access.usage(lease.id().containerName())));
  }

  /** Samples of a workspace until it is down. */
  public Answer<Feed<Usage>> followUsage(UserId who, Lease lease) throws EngineException {
    return doors.whileRunning(
        lease,
        () -> {
          Place place = places.take(who).orElse(null);
          if (place == null) {
            return places.refusal(who);
          }
          boolean begun = false;
          try {
            var feed = usageFeed(lease, place);
            begun = true;
            return Answer.given(feed);
          } finally {
            if (!begun) {
              place.close();
            }
          }
        });
  }

  private Feed<Usage> usageFeed(Lease lease, Place place) throws EngineException {
    var relay = new Relay<Usage>();
    var stream = access.followUsage(lease.id().containerName(), relay::put, relay::end);
    return new Feed<>() {
      @Override
      public Optional<Usage> next(Duration wait) throws InterruptedException {
        return relay.next(wait);
      }

      @Override
      public boolean isOver() {
        return relay.isDrained();
      }

      @Override
      public void close() {
        try (place) {
          relay.close();
          LogFeed.closeQuietly(stream);
        }
      }
    };
  }
}
