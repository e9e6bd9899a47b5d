package dev.berth.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identity of a GPU or a MIG instance, the UUID that {@code nvidia-smi -L} shows. Unlike its index
 * it survives a reboot and a lost card. A share of one has that UUID with its number in it: {@code
 * GPU-…:2of4}.
 */
public record GpuId(String value) implements Comparable<GpuId> {

  /** A GPU is used by so many at once at most. */
  public static final int MOST_SHARES = 16;

  private static final Pattern VALID =
      Pattern.compile(
          "(?<device>(GPU|MIG)-[0-9A-Za-z/-]{1,80})(:(?<number>[1-9]\\d?)of(?<all>[1-9]\\d?))?");

  public GpuId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a GPU's UUID: " + value);
    }
  }

  public static boolean isValid(String text) {
    var found = VALID.matcher(text);
    return found.matches() && (found.group("all") == null || isShare(found));
  }

  private static boolean isShare(Matcher found) {
    int all = Integer.parseInt(found.group("all"));
    return all > 1 && all <= MOST_SHARES && Integer.parseInt(found.group("number")) <= all;
  }

  /** Whether it is a part of a GPU that others have the rest of. */
  public boolean namesShare() {
    return value.indexOf(':') >= 0;
  }

  /** What the driver knows: the GPU itself, where this is a share of one. */
  public GpuId device() {
    return namesShare() ? new GpuId(value.substring(0, value.indexOf(':'))) : this;
  }

  /** One of {@code all} shares of this GPU, numbered from 1. */
  public GpuId share(int number, int all) {
    return new GpuId(value + ":" + number + "of" + all);
  }

  /** Which of the shares it is, from 1; 0 for a whole GPU. */
  public int number() {
    return group("number").orElse(0);
  }

  /** In how many shares its GPU is given away. */
  public int parts() {
    return group("all").orElse(1);
  }

  /** How much of a GPU it is, from 0 to 1. */
  public double part() {
    return 1.0 / parts();
  }

  private Optional<Integer> group(String name) {
    var found = VALID.matcher(value);
    return found.matches()
        ? Optional.ofNullable(found.group(name)).map(Integer::valueOf)
        : Optional.empty();
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
