package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit 1 to 200 items
 * @param after key of the last item of the page before
 */
record PageRequest(int limit, Optional<String> after) {

  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;
  private static final int MAX_CURSOR_LENGTH = 400;
  private static final String BAD_CURSOR = "must be the 'next' of an earlier page of this list";

  /** Reads the query parameters {@code limit} and {@code cursor}. */
  static PageRequest of(@Nullable String limit, @Nullable String cursor) {
    var violations = new Violations();
    int count = DEFAULT_LIMIT;
    if (limit != null) {
      // Three digits at most, so that parsing can't overflow.
      count = limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
      if (count < 1 || count > MAX_LIMIT) {
        violations.add("limit", "must be 1 to " + MAX_LIMIT + ", not " + Violations.quote(limit));
      }
    }
    Optional<String> after = Optional.empty();
    if (cursor != null && !cursor.isEmpty()) {
      after = decode(cursor);
      if (after.isEmpty()) {
        violations.add("cursor", BAD_CURSOR);
      }
    }
    violations.throwIfAny();
    return new PageRequest(count, after);
  }

  /** The key to continue after, as its own type; {@code read} is empty for what is none. */
  <K> Optional<K> after(Function<String, Optional<K>> read) {
    return after.map(
        key -> read.apply(key).orElseThrow(() -> ProblemException.invalid("cursor", BAD_CURSOR)));
  }

  /** One more than asked for, which tells whether a next page exists. */
  int fetch() {
    return limit + 1;
  }

  /** A page of rows that were fetched with {@link #fetch()}. */
  <R, V> Page<V> page(List<R> rows, Function<R, String> key, Function<R, V> view) {
    List<R> shown = rows.subList(0, Math.min(limit, rows.size()));
    return new Page<>(
        shown.stream().map(view).toList(),
        rows.size() > limit ? encode(key.apply(shown.getLast())) : null);
  }

  /** A page, in the order of its keys, of a short list that is there as a whole. */
  <R, V> Page<V> slice(List<R> all, Function<R, String> key, Function<R, V> view) {
    String last = after.orElse("");
    return page(
        all.stream()
            .filter(row -> key.apply(row).compareTo(last) > 0)
            .sorted(Comparator.comparing(key))
            .limit(fetch())
            .toList(),
        key,
        view);
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  private static Optional<String> decode(String cursor) {
    if (cursor.length() > MAX_CURSOR_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
