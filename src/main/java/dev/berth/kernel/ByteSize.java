package dev.berth.kernel;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A number of bytes, 1 or more, written as Docker does: {@code 512m}, {@code 32g}, {@code 1024}.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,15})([bkmgt]?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "bkmgt";
  private static final long MEBIBYTE = 1L << 20;
  private static final long GIBIBYTE = 1L << 30;

  public ByteSize {
    if (bytes < 1) {
      throw new IllegalArgumentException("a size is at least one byte: " + bytes);
    }
  }

  public static ByteSize ofMebibytes(long mebibytes) {
    return new ByteSize(mebibytes * MEBIBYTE);
  }

  /** Reads Docker's notation; empty where the text is none of it, zero, or beyond 2^63. */
  public static Optional<ByteSize> parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    int shift = unit.isEmpty() ? 0 : 10 * UNITS.indexOf(unit);
    long count = Long.parseLong(matcher.group(1));
    if (count == 0 || count > Long.MAX_VALUE >> shift) {
      return Optional.empty();
    }
    return Optional.of(new ByteSize(count << shift));
  }

  /** In whole mebibytes, from two of them up. */
  public ByteSize half() {
    long half = Math.max(1, bytes / 2);
    return half < MEBIBYTE ? new ByteSize(half) : ofMebibytes(half / MEBIBYTE);
  }

  /**
   * For people: down to whole gibibytes, or mebibytes where that would take off more than a tenth.
   */
  public ByteSize roundedDown() {
    for (long unit : new long[] {GIBIBYTE, MEBIBYTE}) {
      if (bytes >= 10 * unit) {
        return new ByteSize(bytes / unit * unit);
      }
    }
    return this;
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest exact notation, for instance {@code 32g}. */
  @Override
  public String toString() {
    int power = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length() - 1);
    return (bytes >> (10 * power)) + (power == 0 ? "" : UNITS.substring(power, power + 1));
  }
}
