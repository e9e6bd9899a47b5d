package dev.berth.engine.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The signals of Linux that have a name of their own, in the order of their numbers, from 1. */
public enum Signal {
  HUP,
  INT,
  QUIT,
  ILL,
  TRAP,
  ABRT,
  BUS,
  FPE,
  KILL,
  USR1,
  SEGV,
  USR2,
  PIPE,
  ALRM,
  TERM,
  STKFLT,
  CHLD,
  CONT,
  STOP,
  TSTP,
  TTIN,
  TTOU,
  URG,
  XCPU,
  XFSZ,
  VTALRM,
  PROF,
  WINCH,
  IO,
  PWR,
  SYS;

  private static final int BY_SIGNAL = 128;

  /** That by which a main process ended, as an engine's init and shells report it. */
  public static Optional<Signal> ofExitCode(int code) {
    int place = code - BY_SIGNAL - 1;
    return place >= 0 && place < values().length ? Optional.of(values()[place]) : Optional.empty();
  }

  /** Reads {@code HUP} and {@code SIGHUP}, in any case; empty for everything else. */
  public static Optional<Signal> of(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    return Stream.of(values()).filter(signal -> signal.name().equals(name)).findFirst();
  }
}
