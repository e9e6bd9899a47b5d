package dev.berth.notify;

import dev.berth.kernel.ClockSkew;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Retry;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbox without a database. */
public final class InMemoryOutbox implements Outbox {

  private record Key(String notice, Channel channel) {

    static Key of(Delivery delivery) {
      return new Key(delivery.notice().id(), delivery.channel());
    }
  }

  private record Row(Delivery delivery, @Nullable Instant next) {}

  private final Map<Key, Row> rows = new LinkedHashMap<>();

  @Override
  public synchronized void add(Notice notice, Set<Channel> channels, Instant now) {
    channels.forEach(
        channel ->
            rows.putIfAbsent(
                new Key(notice.id(), channel),
                new Row(new Delivery(notice, channel, 0, now), now)));
  }

  @Override
  public synchronized List<Delivery> claim(Instant now, Instant until, int most) {
    return rows.entrySet().stream()
        .filter(entry -> entry.getValue().next() != null)
        .filter(entry -> isDue(entry.getValue().next(), now))
        .sorted(Comparator.comparing(entry -> entry.getValue().next()))
        .limit(most)
        .toList()
        .stream()
        .map(entry -> take(entry.getKey(), entry.getValue().delivery(), until))
        .toList();
  }

  private static boolean isDue(Instant next, Instant now) {
    return !next.isAfter(now) || next.isAfter(ClockSkew.ahead(now).plus(Retry.LONGEST));
  }

  private Delivery take(Key key, Delivery before, Instant until) {
    var taken = new Delivery(before.notice(), before.channel(), before.tries() + 1, before.since());
    rows.put(key, new Row(taken, until));
    return taken;
  }

  @Override
  public synchronized void delivered(Delivery delivery, Instant at) {
    rows.put(Key.of(delivery), new Row(delivery, null));
  }

  @Override
  public synchronized void failed(Delivery delivery, String why, Optional<Instant> next) {
    var row = rows.get(Key.of(delivery));
    if (row != null && row.next() != null && row.delivery().tries() == delivery.tries()) {
      rows.put(Key.of(delivery), new Row(row.delivery(), next.orElse(null)));
    }
  }
}
