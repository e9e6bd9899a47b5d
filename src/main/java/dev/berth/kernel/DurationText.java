package dev.berth.kernel;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 8h}, {@code 2d12h}, {@code 90s}, or ISO-8601. */
public final class DurationText {

  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");
  private static final long[] SECONDS = {604_800, 86_400, 3_600, 60, 1};
  private static final int MAX_LENGTH = 40;

  private DurationText() {}

  /** Reads a positive duration; empty where the text is none. */
  public static Optional<Duration> parse(String text) {
    if (text.length() > MAX_LENGTH || text.isEmpty()) {
      return Optional.empty();
    }
    var matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    Duration result = Duration.ZERO;
    if (matcher.matches()) {
      for (int i = 0; i < SECONDS.length; i++) {
        String count = matcher.group(i + 1);
        if (count != null) {
          result = result.plusSeconds(Math.multiplyExact(SECONDS[i], Long.parseLong(count)));
        }
      }
    } else {
      try {
        result = Duration.parse(text);
      } catch (DateTimeParseException | ArithmeticException notIso) {
        return Optional.empty();
      }
    }
    return result.isPositive() ? Optional.of(result) : Optional.empty();
  }

  /** Writes whole seconds in the short form, for instance {@code 2d12h}. */
  public static String format(Duration duration) {
    var text = new StringBuilder();
    append(text, duration.toDays(), 'd');
    append(text, duration.toHoursPart(), 'h');
    append(text, duration.toMinutesPart(), 'm');
    append(text, duration.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, char unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
