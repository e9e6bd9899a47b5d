package dev.berth.kernel;

import java.util.regex.Pattern;

/**
 * Identity of a GPU or a MIG instance, the UUID that {@code nvidia-smi -L} shows. Unlike its index
 * it survives a reboot and a lost card.
 */
public record GpuId(String value) implements Comparable<GpuId> {

  /** What an id looks like, for messages. */
  public static final String PATTERN = "(GPU|MIG)-[0-9A-Za-z/-]{1,80}";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  public GpuId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a GPU's UUID: " + value);
    }
  }

  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  @Override
  public int compareTo(GpuId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
