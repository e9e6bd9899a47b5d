package dev.berth.gpu;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import dev.berth.lease.InMemoryLeaseStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** GPUs in memory; who holds them, and what is left on them, the leases in memory know. */
public final class InMemoryGpuStore implements GpuStore {

  private final InMemoryLeaseStore leases;
  private final TreeMap<GpuId, Row> rows = new TreeMap<>();

  private record Row(
      Gpu gpu,
      boolean present,
      boolean draining,
      Optional<String> quarantine,
      Reading reading,
      Instant seenAt,
      Optional<String> busId) {

    Row with(Optional<String> other) {
      return new Row(gpu, present, draining, other, reading, seenAt, busId);
    }

    Row draining(boolean isDraining) {
      return new Row(gpu, present, isDraining, quarantine, reading, seenAt, busId);
    }
  }

  public InMemoryGpuStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized List<KnownGpu> list() {
    var holders = leases.gpus().grants();
    var dirty = leases.gpus().dirty();
    return rows.values().stream()
        .sorted(Comparator.comparingInt((Row row) -> row.gpu().index()))
        .map(
            row ->
                new KnownGpu(
                    row.gpu(),
                    row.present(),
                    !dirty.contains(row.gpu().id()),
                    row.draining(),
                    row.quarantine(),
                    Optional.ofNullable(holders.get(row.gpu().id()))
                        .flatMap(leases::find)
                        .map(lease -> new KnownGpu.Holder(lease.owner(), lease.id(), lease.name())),
                    row.reading(),
                    row.seenAt(),
                    row.busId()))
        .toList();
  }

  @Override
  public synchronized List<FoundGpu> found(
      List<FoundGpu> gpus, Set<GpuId> dirtyBefore, Instant at) {
    rows.replaceAll(
        (_, row) ->
            new Row(
                row.gpu(),
                false,
                row.draining(),
                row.quarantine(),
                row.reading(),
                row.seenAt(),
                row.busId()));
    var quarantined =
        gpus.stream()
            .filter(found -> found.fault().isPresent())
            .filter(found -> quarantine(found.gpu().id()).isEmpty())
            .toList();
    for (var found : gpus) {
      var id = found.gpu().id();
      var quarantine = quarantine(id).or(found::fault);
      boolean draining = Optional.ofNullable(rows.get(id)).filter(Row::draining).isPresent();
      rows.put(
          id, new Row(found.gpu(), true, draining, quarantine, found.reading(), at, found.busId()));
      if (!leases.gpus().grants().containsKey(id)) {
        boolean was = !leases.gpus().dirty().contains(id) || dirtyBefore.contains(id);
        leases.gpus().dirty(id, !(found.clean() && was));
      }
    }
    offer();
    return quarantined;
  }

  private Optional<String> quarantine(GpuId id) {
    return Optional.ofNullable(rows.get(id)).flatMap(Row::quarantine);
  }

  private void offer() {
    leases
        .gpus()
        .offer(
            rows.values().stream()
                .filter(row -> row.present() && row.quarantine().isEmpty() && !row.draining())
                .map(Row::gpu)
                .toList());
  }

  @Override
  public synchronized boolean quarantine(GpuId gpu, String reason) {
    boolean there = rows.computeIfPresent(gpu, (_, row) -> row.with(Optional.of(reason))) != null;
    offer();
    return there;
  }

  @Override
  public synchronized boolean drain(GpuId gpu) {
    boolean there = rows.computeIfPresent(gpu, (_, row) -> row.draining(true)) != null;
    offer();
    return there;
  }

  @Override
  public synchronized boolean restore(GpuId gpu) {
    boolean there =
        rows.computeIfPresent(gpu, (_, row) -> row.with(Optional.empty()).draining(false)) != null;
    offer();
    return there;
  }
}
