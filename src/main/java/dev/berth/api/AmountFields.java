package dev.berth.api;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.Amounts;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the amounts of a plan, each of which may be left out. */
final class AmountFields {

  private final Violations wrong;

  AmountFields(Violations wrong) {
    this.wrong = wrong;
  }

  Optional<Integer> count(String field, @Nullable Integer value, int most) {
    if (value == null) {
      return Optional.empty();
    }
    if (value < 0 || value > most) {
      wrong.add(field, "must be 0 to " + most + ", not " + value);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  Optional<Double> number(String field, @Nullable Double value, double least, double most) {
    if (value == null) {
      return Optional.empty();
    }
    // Written so that NaN is refused.
    if (!(value >= least && value <= most)) {
      wrong.add(
          field, "must be %s to %s, not %s".formatted(plain(least), plain(most), plain(value)));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private static String plain(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  Optional<ByteSize> size(String field, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    var size =
        ByteSize.parse(text)
            .filter(
                read ->
                    read.compareTo(Amounts.LEAST_SIZE) >= 0
                        && read.compareTo(Amounts.MOST_SIZE) <= 0);
    if (size.isEmpty()) {
      wrong.add(
          field,
          "must be a size like 512m or 64g, %s to %s, not %s"
              .formatted(Amounts.LEAST_SIZE, Amounts.MOST_SIZE, Violations.quote(text)));
    }
    return size;
  }
}
