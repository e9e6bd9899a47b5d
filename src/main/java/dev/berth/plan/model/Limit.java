package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.Holding.Standing;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The limits that leases share, each by the name that a plan has for it. */
public enum Limit {
  LEASES("maxLeases", "leases", "release"),
  RUNNING("maxRunning", "running leases", "stop or release"),
  KEPT("maxKept", "stopped, expired or failed leases", "release"),
  GPUS("maxGpus", "GPUs", "stop or release"),
  CPUS("maxCpus", "CPUs", "stop or release"),
  MEMORY("maxMemory", "memory", "stop or release"),
  SHM("maxShm", "shared memory", "stop or release"),
  PORTS("maxPorts", "ports", "release");

  /** CPUs are counted in these, so that tenths add up. */
  private static final int NANO_DIGITS = 9;

  private final String word;
  private final String things;
  private final String remedy;

  Limit(String word, String things, String remedy) {
    this.word = word;
    this.things = things;
    this.remedy = remedy;
  }

  /** As plans name it. */
  public String word() {
    return word;
  }

  /** What is counted, for people. */
  String things() {
    return things;
  }

  /** What to do with a lease so that it takes nothing of this any more. */
  String remedy() {
    return remedy;
  }

  /** What a lease takes: a count, bytes, or billionths of a CPU. */
  long of(Holding lease) {
    boolean isUp = lease.standing() == Standing.UP;
    return switch (this) {
      case LEASES -> 1;
      case PORTS -> lease.ports();
      case KEPT -> lease.standing() == Standing.KEPT ? 1 : 0;
      case RUNNING -> isUp ? 1 : 0;
      case GPUS -> isUp ? lease.gpus() : 0;
      case CPUS -> isUp ? nanos(lease.cpus()) : 0;
      case MEMORY -> isUp ? lease.memory().bytes() : 0;
      case SHM -> isUp ? lease.shm().bytes() : 0;
    };
  }

  /** What is allowed, in the same measure. */
  public long of(Limits limits) {
    var amounts = limits.amounts();
    return switch (this) {
      case LEASES -> limits.maxLeases();
      case RUNNING -> amounts.maxRunning();
      case KEPT -> amounts.maxKept();
      case GPUS -> amounts.maxGpus();
      case CPUS -> nanos(amounts.maxCpus());
      case MEMORY -> amounts.maxMemory().bytes();
      case SHM -> amounts.maxShm().bytes();
      case PORTS -> amounts.maxPorts();
    };
  }

  /** An amount of it as the API writes it: {@code 3}, {@code 1.5}, {@code 32g}. */
  public String text(long amount) {
    return switch (this) {
      case LEASES, RUNNING, KEPT, GPUS, PORTS -> Long.toString(amount);
      case CPUS -> BigDecimal.valueOf(amount, NANO_DIGITS).stripTrailingZeros().toPlainString();
      case MEMORY, SHM -> amount == 0 ? "0" : new ByteSize(amount).toString();
    };
  }

  private static long nanos(double cpus) {
    return BigDecimal.valueOf(cpus)
        .movePointRight(NANO_DIGITS)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
