package dev.berth.api;

import dev.berth.kernel.UserId;
import dev.berth.usage.Usage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** Sums of use, for admins and for one's own leases. */
@Singleton
class UsageCalls {

  static final String CSV = "text/csv";

  /** More than a person reads or a sheet of it needs; a shorter time has fewer. */
  private static final int MAX_ITEMS = 10_000;

  /** What a spreadsheet would take for a formula; label values are anybody's to choose. */
  private static final Pattern FORMULA =
      Pattern.compile("\\A\\s*[-=+@＝＋－＠\\t\\r].*\\z", Pattern.DOTALL);

  private final Usage usage;

  UsageCalls(Usage usage) {
    this.usage = usage;
  }

  /** The query of a request, as it came. */
  record Query(
      @Nullable String from, @Nullable String until, @Nullable String by, @Nullable String label) {}

  UsageView sums(Query query, Optional<UserId> owner) {
    var request =
        UsageRequest.of(query.from(), query.until(), query.by(), query.label(), usage.now());
    var sums = usage.sums(request.range(), request.by(), owner, request.label());
    if (sums.size() > MAX_ITEMS) {
      throw ProblemException.invalid(
          "from", "must be later: in this time there are more than " + MAX_ITEMS + " items");
    }
    return UsageView.of(request, sums);
  }

  String csv(Query query, Optional<UserId> owner) {
    var text = new StringBuilder();
    try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord("key", "leaseHours", "gpuHours", "gpuHoursIdle");
      for (var item : sums(query, owner).items()) {
        csv.printRecord(cell(item.key()), item.leaseHours(), item.gpuHours(), item.gpuHoursIdle());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static @Nullable String cell(@Nullable String key) {
    return key != null && FORMULA.matcher(key).matches() ? "'" + key : key;
  }
}
