package dev.berth.notify;

import dev.berth.kernel.UserId;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Sent;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jboss.logging.Logger;

/** Brings notices to their channels. */
@Singleton
public class Deliveries {

  private static final Logger LOG = Logger.getLogger(Deliveries.class);

  private static final int AT_ONCE = 8;

  /** Two rounds of what goes at once: the last of them begins a minute after the claim at most. */
  private static final int MOST = 2 * AT_ONCE;

  /** Longer than those take; a crash costs this much time. */
  private static final Duration CLAIM = Duration.ofMinutes(5);

  private final Outbox outbox;
  private final List<Sender> senders;
  private final NotifyConfig config;
  private final NotifyMetrics metrics;
  private final InstantSource clock;

  Deliveries(
      Outbox outbox,
      @All List<Sender> senders,
      NotifyConfig config,
      NotifyMetrics metrics,
      InstantSource clock) {
    this.outbox = outbox;
    this.senders = senders;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The channels that are configured. */
  public Set<Channel> channels() {
    return senders.stream()
        .filter(Sender::isOn)
        .map(Sender::channel)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Tells what is due, and waits for it. Any replica may do so at the same time. */
  public void pass() {
    var now = clock.instant();
    long tried =
        outbox.claim(now, now.plus(CLAIM), MOST).stream()
            .gather(Gatherers.mapConcurrent(AT_ONCE, this::attempt))
            .count();
    LOG.debugf("%d deliveries tried", tried);
  }

  private Sent attempt(Delivery delivery) {
    // Berth may have been down for long.
    var sent =
        config.retry().isOfUse(delivery, clock.instant())
            ? send(delivery.channel(), delivery.notice())
            : new Sent.Refused("it is too late");
    switch (sent) {
      case Sent.Delivered _ -> outbox.delivered(delivery, clock.instant());
      case Sent.Failed(var why) ->
          failed(delivery, why, config.retry().after(delivery, clock.instant()));
      case Sent.Refused(var why) -> failed(delivery, why, Optional.empty());
    }
    return sent;
  }

  private Sent send(Channel channel, Notice notice) {
    var sent =
        senders.stream()
            .filter(sender -> sender.channel() == channel && sender.isOn())
            .findFirst()
            .map(sender -> send(sender, notice))
            .orElseGet(() -> new Sent.Refused("it is not configured any more"));
    metrics.tried(channel, sent);
    return sent;
  }

  private static Sent send(Sender sender, Notice notice) {
    try {
      return sender.send(notice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Sent.Failed("Berth was stopped");
    } catch (RuntimeException e) {
      // Without its message, which may have the address in it. The others are told all the same.
      LOG.errorf("%s: unforeseen %s", sender.channel(), e.getClass().getName());
      return new Sent.Failed("unforeseen: " + e.getClass().getSimpleName());
    }
  }

  private void failed(Delivery delivery, String why, Optional<Instant> next) {
    outbox.failed(delivery, why, next);
    if (next.isEmpty()) {
      metrics.gaveUp(delivery.channel());
      LOG.warnf(
          "%s %s is given up after %d tries: %s",
          delivery.channel(), delivery.notice().id(), delivery.tries(), why);
    }
  }

  /** Tells an admin something through each channel at once, and says what became of it. */
  public Map<Channel, Sent> test(UserId who) {
    var now = clock.instant();
    var notice =
        new Notice(
            "test-" + UUID.randomUUID(),
            Notice.Kind.TEST,
            who,
            null,
            now,
            "Berth: a test",
            "This is a test of Berth's notifications, asked for by " + who + ". All is well.");
    var results = new EnumMap<Channel, Sent>(Channel.class);
    channels().forEach(channel -> results.put(channel, send(channel, notice)));
    return results;
  }
}
