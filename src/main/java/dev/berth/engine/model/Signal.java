package dev.berth.engine.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The signals of Linux that have a name of their own. */
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

  /** Reads {@code HUP} and {@code SIGHUP}, in any case; empty for everything else. */
  public static Optional<Signal> of(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    return Stream.of(values()).filter(signal -> signal.name().equals(name)).findFirst();
  }
}
