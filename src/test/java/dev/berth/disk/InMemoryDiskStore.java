package dev.berth.disk;

import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Measuring;
import dev.berth.disk.model.Standing;
import dev.berth.image.CatalogImage;
import dev.berth.image.ImageStore;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.notify.model.Notice;
import dev.berth.volume.VolumeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What things take of the disk, in memory; what is there still other stores in memory know. */
public final class InMemoryDiskStore implements DiskStore {

  private final InMemoryLeaseStore leases;
  private final VolumeStore volumes;
  private final ImageStore images;
  private final Map<UserId, Standing> standings = new HashMap<>();
  private final Set<UserId> removedHomes = new HashSet<>();
  private final List<Notice> told = new ArrayList<>();
  private List<Measured> things = List.of();
  private Measuring last = new Measuring(Optional.empty(), "");
  private Instant nextAt = Instant.EPOCH;
  private Instant claimedUntil = Instant.EPOCH;
  private Instant begunAt = Instant.EPOCH;

  public InMemoryDiskStore(InMemoryLeaseStore leases, VolumeStore volumes, ImageStore images) {
    this.leases = leases;
    this.images = images;
    this.volumes = volumes;
  }

  /** What would go out, oldest first. */
  public synchronized List<Notice> told() {
    return List.copyOf(told);
  }

  @Override
  public synchronized boolean claim(Instant now, Instant until, Duration longest) {
    boolean isPutOff = nextAt.isAfter(now) && !ClockSkew.isAhead(nextAt, now.plus(longest));
    boolean isLater = isPutOff || claimedUntil.isAfter(now);
    if (isLater && !ClockSkew.isAhead(begunAt, now)) {
      return false;
    }
    begunAt = now;
    claimedUntil = until;
    removedHomes.clear();
    return true;
  }

  @Override
  public synchronized void measured(
      List<Measured> measured, Instant until, Instant at, Instant next) {
    if (release(until, next)) {
      things =
          measured.stream()
              .filter(it -> it.kind() != DiskItem.Kind.HOME || !removedHomes.contains(it.owner()))
              .toList();
      last = new Measuring(Optional.of(at), "");
    }
  }

  @Override
  public synchronized void failed(String why, Instant until, Instant next) {
    if (release(until, next)) {
      last = new Measuring(last.at(), why);
    }
  }

  private boolean release(Instant until, Instant next) {
    if (!claimedUntil.equals(until)) {
      return false;
    }
    claimedUntil = Instant.EPOCH;
    nextAt = next;
    return true;
  }

  @Override
  public synchronized Measuring last() {
    return last;
  }

  @Override
  public synchronized DiskUse of(UserId owner) {
    return all().getOrDefault(owner, DiskUse.NONE);
  }

  @Override
  public synchronized Map<UserId, DiskUse> all() {
    return things.stream()
        .flatMap(this::item)
        .collect(
            Collectors.groupingBy(
                DiskItem::owner, Collectors.collectingAndThen(Collectors.toList(), DiskUse::new)));
  }

  private Stream<DiskItem> item(Measured it) {
    return name(it)
        .map(name -> new DiskItem(it.kind(), it.id(), it.owner(), name, it.bytes()))
        .stream();
  }

  private Optional<String> name(Measured it) {
    return switch (it.kind()) {
      case HOME -> Optional.of("home");
      case LAYER -> leases.find(new LeaseId(it.id())).filter(Lease::isLive).map(Lease::name);
      case VOLUME ->
          volumes.list(it.owner()).stream()
              .filter(volume -> volume.engineName().equals(it.id()))
              .map(volume -> volume.name())
              .findFirst();
      case IMAGE -> images.find(it.id()).map(CatalogImage::name);
    };
  }

  @Override
  public synchronized Map<LeaseId, Long> layers(List<LeaseId> wanted) {
    return things.stream()
        .filter(it -> it.kind() == DiskItem.Kind.LAYER)
        .flatMap(this::item)
        .filter(it -> wanted.contains(new LeaseId(it.id())))
        .collect(Collectors.toMap(it -> new LeaseId(it.id()), DiskItem::bytes));
  }

  @Override
  public synchronized void forgetHome(UserId owner) {
    removedHomes.add(owner);
    things =
        things.stream()
            .filter(it -> it.kind() != DiskItem.Kind.HOME || !it.owner().equals(owner))
            .toList();
  }

  @Override
  public synchronized Map<UserId, Standing> standings() {
    return Map.copyOf(standings);
  }

  @Override
  public synchronized boolean stands(
      UserId owner, Standing before, Standing now, Optional<Telling> telling) {
    if (!standings.getOrDefault(owner, before).equals(before)) {
      return false;
    }
    standings.put(owner, now);
    telling.map(Telling::notice).ifPresent(told::add);
    return true;
  }
}
