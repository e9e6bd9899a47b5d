package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.DurationText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Every limit of a plan under its name, with amounts as whole numbers and as text. */
public enum LimitName {
  MAX_LEASES("maxLeases", Kind.COUNT, 0, Plan.MOST_LEASES),
  MAX_TERM("maxTerm", Kind.TIME, LimitName.LEAST_SECONDS, LimitName.MOST_SECONDS),
  MAX_LIFE("maxLife", Kind.TIME, LimitName.LEAST_SECONDS, LimitName.MOST_SECONDS),
  GRACE("grace", Kind.TIME, 0, LimitName.MOST_SECONDS),
  IDLE_STOP_AFTER("idleStopAfter", Kind.TIME, 0, LimitName.MOST_SECONDS),
  MAX_RUNNING("maxRunning", Kind.COUNT, 0, Plan.MOST_LEASES),
  MAX_KEPT("maxKept", Kind.COUNT, 0, Plan.MOST_LEASES),
  MAX_GPUS("maxGpus", Kind.COUNT, 0, Amounts.MOST_GPUS),
  GPU_HOURS_PER_WEEK("gpuHoursPerWeek", Kind.COUNT, 0, Amounts.MOST_GPU_HOURS),
  MAX_CPUS("maxCpus", Kind.NUMBER, billionths(Amounts.LEAST_CPUS), billionths(Amounts.MOST_CPUS)),
  MAX_MEMORY("maxMemory", Kind.SIZE, Amounts.LEAST_SIZE.bytes(), Amounts.MOST_SIZE.bytes()),
  MAX_SHM("maxShm", Kind.SIZE, Amounts.LEAST_SIZE.bytes(), Amounts.MOST_SIZE.bytes()),
  MAX_PORTS("maxPorts", Kind.COUNT, 0, Amounts.MOST_PORTS),
  WEIGHT("weight", Kind.NUMBER, billionths(Amounts.LEAST_WEIGHT), billionths(Amounts.MOST_WEIGHT)),
  MAX_DISK("maxDisk", Kind.SIZE, Amounts.LEAST_SIZE.bytes(), Amounts.MOST_SIZE.bytes());

  private static final long LEAST_SECONDS = 5;
  private static final long MOST_SECONDS = 3650L * 24 * 3600;
  private static final int NANO_DIGITS = 9;
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private final String word;
  private final Kind kind;
  private final long least;
  private final long most;

  LimitName(String word, Kind kind, long least, long most) {
    this.word = word;
    this.kind = kind;
    this.least = least;
    this.most = most;
  }

  /** What is counted: things, billionths, bytes or seconds. */
  private enum Kind {
    COUNT,
    NUMBER,
    SIZE,
    TIME
  }

  public static Optional<LimitName> of(String word) {
    for (var name : values()) {
      if (name.word.equals(word)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** As plans name it. */
  public String word() {
    return word;
  }

  /** Whether the API writes it as a number, and not as a text like {@code 64g} or {@code 8h}. */
  public boolean isNumber() {
    return kind == Kind.COUNT || kind == Kind.NUMBER;
  }

  /** Reads an amount as the API writes it; empty where it is none, or out of bounds. */
  public Optional<Long> parse(String text) {
    Optional<Long> amount =
        switch (kind) {
          case COUNT ->
              COUNT.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
          case NUMBER ->
              NUMBER.matcher(text).matches()
                  ? Optional.of(new BigDecimal(text).movePointRight(NANO_DIGITS).longValueExact())
                  : Optional.empty();
          case SIZE -> ByteSize.parse(text).map(ByteSize::bytes);
          case TIME ->
              text.equals("0s")
                  ? Optional.of(0L)
                  : DurationText.parse(text).map(Duration::toSeconds);
        };
    return amount.filter(read -> read >= least && read <= most);
  }

  /** An amount as the API writes it. */
  public String text(long amount) {
    return switch (kind) {
      case COUNT -> Long.toString(amount);
      case NUMBER -> BigDecimal.valueOf(amount, NANO_DIGITS).stripTrailingZeros().toPlainString();
      case SIZE -> new ByteSize(amount).toString();
      case TIME -> DurationText.format(Duration.ofSeconds(amount));
    };
  }

  /** What it may be, for a message. */
  public String bounds() {
    return text(least) + " to " + text(most);
  }

  private static long billionths(double number) {
    return BigDecimal.valueOf(number)
        .movePointRight(9)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }
}
