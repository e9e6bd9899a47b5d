package dev.berth.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "8h, PT8H",
    "2d12h, PT60H",
    "90s, PT90S",
    "1w, PT168H",
    "1h30m, PT90M",
    "2D, PT48H",
    "PT15M, PT15M",
    "P1D, PT24H",
    "999999999w, PT167999999832H"
  })
  void readsWhatPeopleWrite(String text, Duration duration) {
    assertThat(DurationText.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8",
        "h",
        "0h",
        "-8h",
        "8 h",
        "12h2d",
        "1.5h",
        "PT-1H",
        "PT0S",
        "P1M",
        "1000000000w",
        "PT9999999999999999999H",
        "soon"
      })
  void readsNothingElse(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT8H, 8h", "PT60H, 2d12h", "PT90S, 1m30s", "PT168H, 7d", "PT0S, 0s", "PT0.9S, 0s"})
  void writesWholeSeconds(Duration duration, String text) {
    assertThat(DurationText.format(duration)).isEqualTo(text);
  }
}
