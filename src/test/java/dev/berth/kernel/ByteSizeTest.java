package dev.berth.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1024, 1024",
    "7b, 7",
    "512k, 524288",
    "512m, 536870912",
    "32g, 34359738368",
    "32GB, 34359738368",
    "1t, 1099511627776",
    "8388607t, 9223370937343148032"
  })
  void readsDockersNotation(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0g",
        "-1",
        "1.5g",
        "g",
        "1x",
        "1 g",
        "1gib",
        "8388608t",
        "9999999999999999"
      })
  void readsNothingElse(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1023", "1k", "1025", "512m", "32g", "1t", "2048t"})
  void writesTheShortestExactFormThatReadsBack(String text) {
    assertThat(ByteSize.parse(text).orElseThrow()).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "24684084k, 23g",
    "8388607k, 8191m",
    "10g, 10g",
    "10239m, 10239m",
    "64m, 64m",
    "1000000k, 976m",
    "1t, 1t",
    "9999k, 9999k",
    "1, 1"
  })
  void roundsDownForPeople(String exact, String rounded) {
    assertThat(ByteSize.parse(exact).orElseThrow().roundedDown()).hasToString(rounded);
  }

  @ParameterizedTest
  @CsvSource({"4g, 2g", "24105m, 12052m", "3m, 1m", "1025k, 524800", "3, 1"})
  void halvesToWholeMebibytes(String whole, String half) {
    assertThat(ByteSize.parse(whole).orElseThrow().half()).hasToString(half);
  }

  @Test
  void isAtLeastOneByte() {
    assertThatThrownBy(() -> new ByteSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new ByteSize(1).half()).isEqualTo(new ByteSize(1));
    assertThat(ByteSize.ofMebibytes(2).half()).isEqualTo(ByteSize.ofMebibytes(1));
    assertThat(new ByteSize(1)).isLessThan(ByteSize.ofMebibytes(1));
  }
}
