package dev.berth.api;

import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that several fields share. Each adds to the violations what it finds wrong. */
final class FieldRules {

  // What neither a shell nor sshd nor mount options give a meaning to.
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._+@-]{1,100})+");
  private static final int MAX_PATH = 1_000;
  private static final int MAX_TOTAL = 131_072;

  private FieldRules() {}

  /**
   * A query parameter that is {@code true} or {@code false}, each once; false where it is left out.
   * One without a value is wrong: who writes it means something.
   */
  static boolean flag(String field, UriInfo uri) {
    var values = uri.getQueryParameters().getOrDefault(field, List.of("false"));
    if (values.equals(List.of("true")) || values.equals(List.of("false"))) {
      return values.getFirst().equals("true");
    }
    throw ProblemException.invalid(
        field, "must be true or false, not " + Violations.quote(String.join(", ", values)));
  }

  /** An absolute path inside, of plain characters and without {@code .} and {@code ..}. */
  static boolean isPath(String path) {
    return path.length() <= MAX_PATH
        && PATH.matcher(path).matches()
        && !(path + "/").contains("/./")
        && !(path + "/").contains("/../");
  }

  static String path(String field, String path, Violations wrong) {
    if (!isPath(path)) {
      wrong.add(
          field,
          "must be an absolute path of letters, digits and ._+@- without . and .., not "
              + Violations.quote(path));
    }
    return path;
  }

  /** A list without nulls and not too long; empty where it is wrong. */
  static <T> List<T> list(String field, @Nullable List<T> list, int most, Violations wrong) {
    if (list == null) {
      return List.of();
    }
    if (list.size() > most) {
      wrong.add(field, "must have at most " + most + " entries, not " + list.size());
      return List.of();
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) == null) {
        wrong.add(field + "[" + i + "]", "must not be null");
        return List.of();
      }
    }
    return list;
  }

  /** What is wrong with an entry, or null. */
  interface EntryRule {
    @Nullable String check(String name, String value);
  }

  /** A map without nulls, within limits; empty where any entry is wrong. */
  static Map<String, String> entries(
      String field,
      @Nullable Map<String, String> entries,
      int most,
      int maxValue,
      Violations wrong,
      EntryRule rule) {
    if (entries == null) {
      return Map.of();
    }
    if (entries.size() > most) {
      wrong.add(field, "must have at most " + most + " entries, not " + entries.size());
      return Map.of();
    }
    boolean good = true;
    int total = 0;
    for (var entry : entries.entrySet()) {
      String at = field + "." + Violations.quote(entry.getKey());
      @Nullable String value = entry.getValue();
      if (value == null) {
        wrong.add(at, "must not be null");
        good = false;
        continue;
      }
      total += entry.getKey().length() + value.length();
      String trouble = rule.check(entry.getKey(), value);
      if (trouble == null && value.length() > maxValue) {
        trouble = "must have at most " + maxValue + " characters, not " + value.length();
      }
      if (trouble != null) {
        wrong.add(at, trouble);
        good = false;
      }
    }
    if (total > MAX_TOTAL) {
      wrong.add(field, "must have at most " + MAX_TOTAL + " characters in all, not " + total);
      return Map.of();
    }
    return good ? entries : Map.of();
  }

  /** What the plan must allow by name, as {@code permissions.rootLogin}. */
  static void allowed(
      boolean allowed, String field, String what, String rule, String plan, Violations wrong) {
    if (!allowed) {
      wrong.add(
          field,
          "must not be "
              + what
              + ": your plan '"
              + plan
              + "' does not allow it (permissions."
              + rule
              + ")");
    }
  }
}
