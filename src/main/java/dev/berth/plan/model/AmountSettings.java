package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import java.util.Optional;

/** {@link Amounts} as an admin set them; what is empty is as it is elsewhere. */
public record AmountSettings(
    Optional<Integer> maxRunning,
    Optional<Integer> maxKept,
    Optional<Integer> maxGpus,
    Optional<Integer> gpuHoursPerWeek,
    Optional<Double> maxCpus,
    Optional<ByteSize> maxMemory,
    Optional<ByteSize> maxShm,
    Optional<Integer> maxPorts,
    Optional<Double> weight,
    Optional<ByteSize> maxDisk) {

  public static final AmountSettings UNSET =
      new AmountSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** What is set, and the rest of {@code others}. */
  public Amounts over(Amounts others) {
    return new Amounts(
        maxRunning.orElse(others.maxRunning()),
        maxKept.orElse(others.maxKept()),
        maxGpus.orElse(others.maxGpus()),
        gpuHoursPerWeek.or(others::gpuHoursPerWeek),
        maxCpus.orElse(others.maxCpus()),
        maxMemory.orElse(others.maxMemory()),
        maxShm.orElse(others.maxShm()),
        maxPorts.orElse(others.maxPorts()),
        weight.orElse(others.weight()),
        maxDisk.or(others::maxDisk));
  }
}
