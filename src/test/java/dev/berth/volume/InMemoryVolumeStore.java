package dev.berth.volume;

import dev.berth.kernel.UserId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Volumes in memory; passes {@link VolumeStoreContract}. */
public final class InMemoryVolumeStore implements VolumeStore {

  private record Key(UserId owner, String name) {}

  private final Map<Key, Volume> volumes = new HashMap<>();

  @Override
  public synchronized Ensured ensure(Volume volume, int limit) {
    var key = new Key(volume.owner(), volume.name());
    if (volumes.containsKey(key)) {
      return new Ensured.Present(volumes.get(key), false);
    }
    if (list(volume.owner()).size() >= limit) {
      return new Ensured.LimitReached(limit);
    }
    volumes.put(key, volume);
    return new Ensured.Present(volume, true);
  }

  @Override
  public synchronized Optional<Volume> find(UserId owner, String name) {
    return Optional.ofNullable(volumes.get(new Key(owner, name)));
  }

  @Override
  public synchronized List<Volume> list(UserId owner) {
    return volumes.values().stream()
        .filter(volume -> volume.owner().equals(owner))
        .sorted(Comparator.comparing(Volume::name))
        .toList();
  }

  @Override
  public synchronized boolean remove(Volume volume, BooleanSupplier used) {
    return !used.getAsBoolean() && volumes.remove(new Key(volume.owner(), volume.name()), volume);
  }
}
