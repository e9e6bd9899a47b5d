package dev.berth.image;

import dev.berth.image.CatalogImage.State;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The catalogue in memory; passes {@link ImageStoreContract}, so a test can trust it. */
public final class InMemoryImageStore implements ImageStore {

  private static final int MAX_LOG = 256 * 1024;

  private final TreeMap<String, Row> rows = new TreeMap<>();

  private final Map<String, Long> bytes = new HashMap<>();

  private record Row(
      CatalogImage image, String log, @Nullable Instant claimedUntil, @Nullable LeaseId of) {

    boolean isTaken(Instant now) {
      return claimedUntil != null
          && claimedUntil.isAfter(now)
          && !ClockSkew.isAhead(claimedUntil, now);
    }

    Row now(State state, String detail) {
      return new Row(state(image, state, detail, image.updatedAt()), log, claimedUntil, of);
    }

    static CatalogImage state(CatalogImage old, State state, String detail, Instant now) {
      return new CatalogImage(
          old.name(),
          old.source(),
          state,
          old.baked(),
          old.sourceDigest(),
          old.recipe(),
          detail,
          now);
    }
  }

  @Override
  public synchronized boolean add(String name, ImageRef source, Instant now) {
    var image = new CatalogImage(name, source, State.NEW, Optional.empty(), "", "", "", now);
    return rows.putIfAbsent(name, new Row(image, "", null, null)) == null;
  }

  @Override
  public synchronized Optional<CatalogImage> find(String name) {
    return Optional.ofNullable(rows.get(name)).map(Row::image);
  }

  @Override
  public synchronized List<CatalogImage> list() {
    return rows.values().stream().map(Row::image).toList();
  }

  @Override
  public synchronized List<CatalogImage> list(UserId user) {
    return list().stream().filter(image -> image.isVisibleTo(user)).toList();
  }

  @Override
  public synchronized List<CatalogImage> madeOf(LeaseId lease) {
    return rows.values().stream().filter(row -> lease.equals(row.of)).map(Row::image).toList();
  }

  @Override
  public synchronized Begun begin(
      NewSnapshot snapshot, ImageRef source, Instant now, Instant until) {
    if (rows.containsKey(snapshot.entry())) {
      return new Begun.NameTaken();
    }
    if (isCopying(snapshot.of(), now)) {
      return new Begun.UnderWay();
    }
    var owner = Optional.of(snapshot.owner());
    if (list().stream().filter(image -> image.owner().equals(owner)).count() >= snapshot.most()) {
      return new Begun.TooMany(snapshot.most());
    }
    var image =
        new CatalogImage(
            snapshot.entry(), source, State.COPYING, Optional.empty(), "", "", "", now);
    rows.put(image.name(), new Row(image, "", until, snapshot.of()));
    return new Begun.Started();
  }

  @Override
  public synchronized List<OwnSize> ownSizes() {
    return list().stream()
        .filter(image -> image.owner().isPresent() && bytes.getOrDefault(image.name(), 0L) > 0)
        .map(
            image ->
                new OwnSize(image.name(), image.owner().orElseThrow(), bytes.get(image.name())))
        .toList();
  }

  @Override
  public synchronized void copied(String name, long size) {
    bytes.put(name, size);
    change(name, row -> row.image.state() == State.COPYING ? row.now(State.BAKING, "") : row);
  }

  @Override
  public synchronized boolean isCopying(LeaseId lease, Instant now) {
    return rows.values().stream()
        .anyMatch(
            row -> lease.equals(row.of) && row.image.state() == State.COPYING && row.isTaken(now));
  }

  @Override
  public synchronized int endAbandoned(String why, Instant now) {
    var abandoned =
        rows.values().stream().filter(row -> row.image.isOnItsWay() && !row.isTaken(now)).toList();
    abandoned.forEach(
        row ->
            rows.put(
                row.image.name(),
                new Row(
                    row.image.state() == State.COPYING
                        ? Row.state(row.image, State.FAILED, why, now)
                        : Row.state(row.image, State.NEW, "", now),
                    row.log,
                    null,
                    row.of)));
    return abandoned.size();
  }

  @Override
  public synchronized boolean remove(String name) {
    bytes.remove(name);
    return rows.remove(name) != null;
  }

  @Override
  public synchronized boolean claim(String name, Instant now, Instant until) {
    var row = rows.get(name);
    if (row == null || row.isTaken(now)) {
      return false;
    }
    rows.put(name, new Row(Row.state(row.image, State.BAKING, "", now), "", until, row.of));
    return true;
  }

  @Override
  public synchronized void progress(String name, String lines, Instant until) {
    change(
        name,
        row -> {
          String log = row.log + lines;
          return new Row(
              row.image, log.substring(Math.max(0, log.length() - MAX_LOG)), until, row.of);
        });
  }

  @Override
  public synchronized void finish(CatalogImage result) {
    change(
        result.name(),
        row ->
            row.image.source().equals(result.source())
                ? new Row(result, row.log, null, row.of)
                : row);
  }

  private void change(String name, UnaryOperator<Row> change) {
    rows.computeIfPresent(name, (_, row) -> change.apply(row));
  }

  @Override
  public synchronized String log(String name) {
    return Optional.ofNullable(rows.get(name)).map(Row::log).orElse("");
  }
}
