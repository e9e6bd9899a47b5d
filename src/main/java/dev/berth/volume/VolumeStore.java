package dev.berth.volume;

import dev.berth.kernel.UserId;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Where own volumes are on record. */
public interface VolumeStore {

  /**
   * Records a volume of an existing account, unless the owner has one of this name, which is
   * answered then, or has {@code limit}. What is answered is not removed until the caller's
   * transaction ends.
   */
  Ensured ensure(Volume volume, int limit);

  Optional<Volume> find(UserId owner, String name);

  /** By name. */
  List<Volume> list(UserId owner);

  /**
   * Takes a volume off the record, unless {@code used} says that it is used by now. It is asked
   * when nobody can be taking the volume. False if the record stays.
   */
  boolean remove(Volume volume, BooleanSupplier used);
}
