package dev.berth.image;

import dev.berth.image.CatalogImage.State;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The catalogue in memory; passes {@link ImageStoreContract}, so a test can trust it. */
public final class InMemoryImageStore implements ImageStore {

  private static final int MAX_LOG = 256 * 1024;

  private final TreeMap<String, Row> rows = new TreeMap<>();

  private record Row(CatalogImage image, String log, @Nullable Instant claimedUntil) {}

  @Override
  public synchronized boolean add(String name, ImageRef source, Instant now) {
    var image = new CatalogImage(name, source, State.NEW, Optional.empty(), "", "", "", now);
    return rows.putIfAbsent(name, new Row(image, "", null)) == null;
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
  public synchronized boolean remove(String name) {
    return rows.remove(name) != null;
  }

  @Override
  public synchronized boolean claim(String name, Instant now, Instant until) {
    var row = rows.get(name);
    if (row == null
        || (row.claimedUntil != null
            && row.claimedUntil.isAfter(now)
            && !ClockSkew.isAhead(row.claimedUntil, now))) {
      return false;
    }
    var old = row.image;
    rows.put(
        name,
        new Row(
            new CatalogImage(
                name,
                old.source(),
                State.BAKING,
                old.baked(),
                old.sourceDigest(),
                old.recipe(),
                "",
                now),
            "",
            until));
    return true;
  }

  @Override
  public synchronized void progress(String name, String lines, Instant until) {
    change(
        name,
        row -> {
          String log = row.log + lines;
          return new Row(row.image, log.substring(Math.max(0, log.length() - MAX_LOG)), until);
        });
  }

  @Override
  public synchronized void finish(CatalogImage result) {
    change(
        result.name(),
        row -> row.image.source().equals(result.source()) ? new Row(result, row.log, null) : row);
  }

  private void change(String name, UnaryOperator<Row> change) {
    rows.computeIfPresent(name, (_, row) -> change.apply(row));
  }

  @Override
  public synchronized String log(String name) {
    return Optional.ofNullable(rows.get(name)).map(Row::log).orElse("");
  }
}
