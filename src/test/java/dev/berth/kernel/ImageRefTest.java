package dev.berth.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRefTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "debian",
        "debian:bookworm-slim",
        "hub.lab:5000/team/x_y:1.0",
        "hub.lab/x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "berth-0123/debian:0123456789ab-r1"
      })
  void takesWhatAnEngineTakes(String text) {
    assertThat(new ImageRef(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-debian",
        "--privileged",
        "Debian",
        "a b",
        "a;b",
        "a:",
        "a@sha256:12",
        "../x"
      })
  void takesNothingThatCouldBeAnOptionOrAShellWord(String text) {
    assertThat(ImageRef.isValid(text)).isFalse();
    assertThatThrownBy(() -> new ImageRef(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void decidesOnLongTextAtOnce() {
    assertThat(ImageRef.isValid("a".repeat(256))).isFalse();
    assertThat(ImageRef.isValid("a-".repeat(127) + "!")).isFalse();
    assertThat(ImageRef.isValid("a" + ":".repeat(253) + "!")).isFalse();
  }
}
