package dev.berth.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of signals as people write them. */
class SignalTest {

  @ParameterizedTest
  @CsvSource({
    "HUP, HUP",
    "SIGHUP, HUP",
    "hup, HUP",
    "sigterm, TERM",
    "Usr1, USR1",
    "USR2, USR2",
    "KILL, KILL",
    "WINCH, WINCH",
    "SIGSTOP, STOP",
    "SIGSYS, SYS",
    "INT, INT",
    "quit, QUIT"
  })
  void readsNamesWithAndWithoutTheirPrefix(String text, Signal signal) {
    assertThat(Signal.of(text)).contains(signal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIG",
        "1",
        "9",
        "-9",
        "SIGSIGHUP",
        "HUP ",
        " HUP",
        "RTMIN",
        "H\u00dcP",
        "EXIT"
      })
  void readsNothingElse(String text) {
    assertThat(Signal.of(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "129, HUP",
    "130, INT",
    "134, ABRT",
    "137, KILL",
    "139, SEGV",
    "143, TERM",
    "159, SYS"
  })
  void knowsByWhichOneAProcessEnded(int code, Signal signal) {
    assertThat(Signal.ofExitCode(code)).contains(signal);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 127, 128, 160, 255})
  void otherExitCodesAreTheProcessesOwn(int code) {
    assertThat(Signal.ofExitCode(code)).isEmpty();
  }
}
