package dev.berth.engine.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of NVIDIA's tool: comma-separated, with a header that has units in brackets.
 *
 * @param remarks lines around it
 */
record SmiTable(List<Row> rows, List<String> remarks) {

  private static final Pattern UNIT_OF_HEADER = Pattern.compile(" *\\[[^]]*]$");
  private static final Pattern NUMBER =
      Pattern.compile("(-?\\d{1,12}(?:\\.\\d{1,6})?) *(?:MiB|%|W|C)?");

  /** A line of it, by the names of the header. */
  record Row(Map<String, String> cells) {

    /** Empty where the driver has no value, whatever it says instead. */
    Optional<String> text(String name) {
      return Optional.ofNullable(cells.get(name))
          .filter(
              cell ->
                  !cell.isEmpty()
                      && !cell.startsWith("[")
                      && !cell.equals("N/A")
                      && !cell.equals("ERR!"));
    }

    Optional<Double> number(String name) {
      return text(name)
          .map(NUMBER::matcher)
          .filter(m -> m.matches())
          .map(m -> m.group(1))
          .map(Double::valueOf);
    }

    /** Of what is said as Yes or No, or as Enabled or Disabled. */
    Optional<Boolean> flag(String name) {
      return text(name)
          .filter(cell -> cell.matches("(?i)yes|no|enabled|disabled|0|1"))
          .map(cell -> cell.matches("(?i)yes|enabled|1"));
    }

    /** Whether the driver tried to read something and failed, unlike what this GPU has not. */
    boolean hasFailures() {
      return cells.values().stream()
          .anyMatch(
              cell -> cell.equals("ERR!") || cell.matches("(?i)\\[(unknown error|gpu is lost).*]"));
    }
  }

  /**
   * @param required columns that every row has a value for; what has not is a remark
   */
  static SmiTable read(List<String> lines, String... required) {
    var rows = new ArrayList<Row>();
    var remarks = new ArrayList<String>();
    List<String> header = List.of();
    for (String line : lines) {
      List<String> cells = cells(line);
      if (header.isEmpty() && cells.containsAll(List.of(required))) {
        header = cells.stream().map(cell -> UNIT_OF_HEADER.matcher(cell).replaceFirst("")).toList();
        continue;
      }
      var row = row(header, cells);
      if (row.isPresent() && List.of(required).stream().allMatch(c -> has(row.get(), c))) {
        rows.add(row.get());
      } else {
        remarks.add(line);
      }
    }
    return new SmiTable(rows, remarks);
  }

  private static boolean has(Row row, String column) {
    return row.text(column).isPresent();
  }

  private static Optional<Row> row(List<String> header, List<String> cells) {
    if (header.isEmpty() || header.size() != cells.size()) {
      return Optional.empty();
    }
    var row = new HashMap<String, String>();
    for (int i = 0; i < header.size(); i++) {
      row.put(header.get(i), cells.get(i));
    }
    return Optional.of(new Row(row));
  }

  /** Commas part cells but between quotes. */
  private static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      if (each == '"') {
        isQuoted = !isQuoted;
      } else if (each == ',' && !isQuoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(each);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
