package dev.berth.disk.model;

import dev.berth.kernel.ByteSize;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What one user has on the disk, what takes most first. */
public record DiskUse(List<DiskItem> items) {

  public static final DiskUse NONE = new DiskUse(List.of());

  private static final int SHOWN = 5;

  public DiskUse {
    items =
        items.stream()
            .sorted(
                Comparator.comparingLong(DiskItem::bytes).reversed().thenComparing(DiskItem::id))
            .toList();
  }

  public long bytes() {
    return items.stream().mapToLong(DiskItem::bytes).sum();
  }

  /** Whether all that may be there is. */
  public boolean reaches(ByteSize limit) {
    return bytes() >= limit.bytes();
  }

  /** What is there of what may be, and what would help most. */
  public String detail(ByteSize limit) {
    return "maxDisk: %s of %s on disk; %s"
        .formatted(
            text(bytes()),
            limit,
            items.stream()
                .filter(item -> item.bytes() > 0)
                .limit(SHOWN)
                .map(DiskUse::remedy)
                .collect(Collectors.joining(" or ")));
  }

  private static String remedy(DiskItem item) {
    String size = text(item.bytes());
    return switch (item.kind()) {
      case LAYER -> "release lease '%s' (%s)".formatted(item.name(), size);
      case HOME -> "clear out your home (%s)".formatted(size);
      case VOLUME -> "remove volume '%s' (%s)".formatted(item.name(), size);
      case IMAGE -> "remove image '%s' (%s)".formatted(item.name(), size);
    };
  }

  /** For people, rounded down. */
  static String text(long bytes) {
    return bytes < 1 ? "0" : new ByteSize(bytes).roundedDown().toString();
  }
}
