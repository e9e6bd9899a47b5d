package dev.berth.gpu;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.ShareChange;
import dev.berth.kernel.GpuId;
import dev.berth.lease.InMemoryLeaseStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** GPUs in memory; who holds them, and what is left on them, the leases in memory know. */
public final class InMemoryGpuStore implements GpuStore {

  private final InMemoryLeaseStore leases;
  private final TreeMap<GpuId, Row> rows = new TreeMap<>();

  private record Row(
      FoundGpu found,
      boolean present,
      boolean draining,
      Optional<String> quarantine,
      Instant seenAt,
      int shares) {

    Row with(Optional<String> other) {
      return new Row(found, present, draining, other, seenAt, shares);
    }

    Row draining(boolean isDraining) {
      return new Row(found, present, isDraining, quarantine, seenAt, shares);
    }

    Row seen(FoundGpu now, Instant at) {
      return new Row(now, true, draining, quarantine.or(now::fault), at, shares);
    }

    Row gone() {
      return new Row(found, false, draining, quarantine, seenAt, shares);
    }

    Row shared(int count) {
      return new Row(found, present, draining, quarantine, seenAt, count);
    }
  }

  public InMemoryGpuStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized List<KnownGpu> list() {
    return rows.values().stream()
        .map(this::known)
        .sorted(Comparator.comparingInt(known -> known.gpu().index()))
        .toList();
  }

  private KnownGpu known(Row row) {
    var id = row.found().gpu().id();
    var whole = rows.getOrDefault(id.device(), row);
    return new KnownGpu(
        row.found().gpu(),
        row.present(),
        !leases.gpus().dirty().contains(id),
        whole.draining(),
        whole.quarantine(),
        holder(id),
        row.found().reading(),
        row.seenAt(),
        row.found().busId(),
        new KnownGpu.Sharing(row.shares(), leases.gpus().isHeld(id.device())));
  }

  private Optional<KnownGpu.Holder> holder(GpuId id) {
    return Optional.ofNullable(leases.gpus().grants().get(id))
        .flatMap(leases::find)
        .map(lease -> new KnownGpu.Holder(lease.owner(), lease.id(), lease.name()));
  }

  @Override
  public synchronized List<FoundGpu> found(
      List<FoundGpu> gpus, Set<GpuId> dirtyBefore, Instant at) {
    rows.replaceAll((_, row) -> row.gone());
    var quarantined =
        gpus.stream()
            .filter(found -> found.fault().isPresent())
            .filter(found -> row(found).quarantine().isEmpty())
            .toList();
    gpus.stream().flatMap(this::withShares).forEach(found -> take(found, dirtyBefore, at));
    offer();
    return quarantined;
  }

  private Row row(FoundGpu found) {
    return rows.getOrDefault(
        found.gpu().id(), new Row(found, true, false, Optional.empty(), Instant.EPOCH, 1));
  }

  private Stream<FoundGpu> withShares(FoundGpu found) {
    int shares = row(found).shares();
    boolean held = leases.gpus().isHeld(found.gpu().id());
    return shares == 1
        ? Stream.of(found)
        : Stream.concat(Stream.of(found), found.shares(shares, held).stream());
  }

  private void take(FoundGpu found, Set<GpuId> dirtyBefore, Instant at) {
    var id = found.gpu().id();
    rows.put(id, row(found).seen(found, at));
    if (!leases.gpus().grants().containsKey(id)) {
      boolean was = !leases.gpus().dirty().contains(id) || dirtyBefore.contains(id);
      leases.gpus().dirty(id, !(found.clean() && was));
    }
  }

  private void offer() {
    leases.gpus().offer(list().stream().filter(KnownGpu::isUsable).map(KnownGpu::gpu).toList());
  }

  @Override
  public synchronized ShareChange share(GpuId gpu, int shares) {
    var whole = rows.get(gpu);
    if (whole == null || gpu.namesShare()) {
      return new ShareChange.Unknown();
    }
    var taken = held(gpu).or(() -> booked(gpu));
    if (taken.isEmpty() && whole.shares() != shares) {
      boolean dirty =
          rows.keySet().stream()
              .filter(id -> whole.shares() == 1 ? id.equals(gpu) : isShareOf(id, gpu))
              .anyMatch(leases.gpus().dirty()::contains);
      rows.keySet().removeIf(id -> isShareOf(id, gpu));
      rows.put(gpu, whole.shared(shares));
      leases.gpus().dirty(gpu, dirty);
      if (shares > 1) {
        for (var share : whole.found().shares(shares, false)) {
          rows.put(
              share.gpu().id(),
              new Row(share, whole.present(), false, Optional.empty(), whole.seenAt(), 1));
          leases.gpus().dirty(share.gpu().id(), dirty);
        }
      }
      offer();
    }
    return taken.orElseGet(ShareChange.Changed::new);
  }

  private static boolean isShareOf(GpuId id, GpuId gpu) {
    return id.namesShare() && id.device().equals(gpu);
  }

  private Optional<ShareChange> held(GpuId gpu) {
    return rows.keySet().stream()
        .filter(id -> id.device().equals(gpu))
        .flatMap(id -> holder(id).stream().map(by -> new ShareChange.Held(id, by)))
        .findFirst()
        .map(Function.identity());
  }

  private Optional<ShareChange> booked(GpuId gpu) {
    return leases.gpus().bookings().stream()
        .flatMap(
            booking ->
                booking.gpus().stream()
                    .filter(id -> id.device().equals(gpu))
                    .map(id -> new ShareChange.Booked(id, booking.owner())))
        .findFirst()
        .map(Function.identity());
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
