package dev.berth.gpu.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report of NVIDIA's driver on one GPU, as it is found in the log of the kernel.
 *
 * @param bus where the GPU sits, as {@code 0000:3b:00}
 * @param code what happened, as NVIDIA numbers it
 */
public record Xid(String bus, int code) {

  private static final String BUS =
      "(?<domain>[0-9a-fA-F]{4,8}):(?<bus>[0-9a-fA-F]{2}):(?<device>[0-9a-fA-F]{2})(?:\\.[0-7])?";

  private static final Pattern LINE =
      Pattern.compile("(?:^|[\\s\\]])NVRM: Xid \\((?:PCI:)?" + BUS + "\\): (?<code>\\d{1,5})\\b");

  private static final Pattern BUS_ID = Pattern.compile(BUS);

  /**
   * After which a GPU is to be had by nobody, by NVIDIA's Xid catalogue and guide to debugging.
   * Left out are those that a program causes (13, 31, 43, 45), errors of memory that were contained
   * or mended (63, 92, 94), of which a probe sees what is left, and notes on what to do (154).
   */
  private static final Map<Integer, String> FATAL =
      Map.of(
          48, "memory error that could not be corrected; reset it",
          62, "its own controller has halted; reset it",
          64,
              "a bad row of its memory could not be replaced; reset it, and have it exchanged if"
                  + " that happens again",
          74, "error of an NVLink; reset it, and check the link if that happens again",
          79, "fallen off the bus; start the host anew, and check power, heat and seat of the card",
          95, "memory error that reached other programs; reset it",
          119, "its firmware (GSP) does not answer; reset it, or start the host anew",
          120, "its firmware (GSP) has failed; reset it, or start the host anew",
          140, "memory error from which it did not recover; reset it",
          143, "it could not be initialised; reset it, or start the host anew");

  /** Reads a line of the log; empty where it tells of no Xid. */
  public static Optional<Xid> in(String line) {
    return Optional.of(LINE.matcher(line))
        .filter(Matcher::find)
        .map(found -> new Xid(bus(found), Integer.parseInt(found.group("code"))));
  }

  private static String bus(Matcher found) {
    long domain = Long.parseLong(found.group("domain"), 16);
    return String.format(
            Locale.ROOT, "%04x:%s:%s", domain, found.group("bus"), found.group("device"))
        .toLowerCase(Locale.ROOT);
  }

  /** Why the GPU should be given to nobody; empty where it may go on. */
  public Optional<String> fault() {
    return Optional.ofNullable(FATAL.get(code)).map(meaning -> "Xid " + code + ": " + meaning);
  }

  /** Those that sit there, which are several where a GPU is divided. */
  public List<KnownGpu> among(List<KnownGpu> known) {
    return known.stream()
        .filter(
            gpu ->
                gpu.busId()
                    .map(BUS_ID::matcher)
                    .filter(Matcher::matches)
                    .filter(found -> bus(found).equals(bus))
                    .isPresent())
        .toList();
  }
}
