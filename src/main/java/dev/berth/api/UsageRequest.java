package dev.berth.api;

import dev.berth.usage.model.Grouping;
import dev.berth.usage.model.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of which time use is asked for, and by what it is added up. */
record UsageRequest(Span range, Grouping by, Optional<String> label) {

  private static final Duration BY_DEFAULT = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(5 * 366);
  private static final Span CALENDAR =
      new Span(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("3000-01-01T00:00:00Z"));

  /** Reads the query; the last 30 days by user where it is empty. */
  static UsageRequest of(
      @Nullable String from,
      @Nullable String until,
      @Nullable String by,
      @Nullable String label,
      Instant now) {
    var wrong = new Violations();
    var end = instant("until", until, now, wrong);
    var begin = instant("from", from, end.minus(BY_DEFAULT), wrong);
    var range = new Span(begin, end);
    if (wrong.isEmpty() && !range.length().isPositive()) {
      wrong.add("from", "must be before until (" + end + "), not " + begin);
    } else if (wrong.isEmpty() && range.length().compareTo(LONGEST) > 0) {
      wrong.add("from", "must be at most " + LONGEST.toDays() + " days before until (" + end + ")");
    }
    var grouping = grouping(by, wrong);
    if (grouping == Grouping.LABEL && (label == null || !LeaseFields.isLabelName(label))) {
      wrong.add("label", "must be the name of a label, as 'project'");
    } else if (grouping != Grouping.LABEL && label != null) {
      wrong.add("label", "must be left out unless by is 'label'");
    }
    wrong.throwIfAny();
    return new UsageRequest(range, grouping, Optional.ofNullable(label));
  }

  private static Instant instant(
      String field, @Nullable String text, Instant byDefault, Violations wrong) {
    if (text == null) {
      return byDefault;
    }
    try {
      var read = Instant.parse(text);
      if (!read.isBefore(CALENDAR.from()) && read.isBefore(CALENDAR.until())) {
        return read;
      }
    } catch (DateTimeParseException notOne) {
      // Is said below.
    }
    wrong.add(field, "must be a time like 2026-11-01T00:00:00Z, not " + Violations.quote(text));
    return byDefault;
  }

  private static Grouping grouping(@Nullable String by, Violations wrong) {
    if (by == null) {
      return Grouping.USER;
    }
    return Stream.of(Grouping.values())
        .filter(grouping -> grouping.name().toLowerCase(Locale.ROOT).equals(by))
        .findFirst()
        .orElseGet(
            () -> {
              wrong.add(
                  "by", "must be user, plan, label, gpu or lease, not " + Violations.quote(by));
              return Grouping.USER;
            });
  }
}
