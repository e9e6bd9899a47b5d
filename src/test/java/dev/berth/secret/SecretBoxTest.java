package dev.berth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretBoxTest {

  private static final byte[] PLAIN = "a private key".getBytes(UTF_8);
  private final SecretBox box = new SecretBox(key(1));

  @Test
  void opensWhatItSealed() {
    assertThat(box.open(box.seal(PLAIN, "lease 1"), "lease 1")).isEqualTo(PLAIN);
    assertThat(box.open(box.seal(new byte[0], ""), "")).isEmpty();
  }

  @Test
  void sealsTheSameDifferentlyEachTime() {
    assertThat(box.seal(PLAIN, "lease 1")).isNotEqualTo(box.seal(PLAIN, "lease 1"));
    assertThat(new String(box.seal(PLAIN, "lease 1"), UTF_8)).doesNotContain("private");
  }

  @Test
  void opensNothingThatWasChangedAnywhere() {
    byte[] sealed = box.seal(PLAIN, "lease 1");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertClosed(box, changed, "lease 1");
    }
  }

  @Test
  void opensNothingThatWasCut() {
    byte[] sealed = box.seal(PLAIN, "lease 1");
    for (int length = 0; length < sealed.length; length++) {
      assertClosed(box, Arrays.copyOf(sealed, length), "lease 1");
    }
  }

  @Test
  void opensNothingInAnotherContextOrUnderAnotherKey() {
    byte[] sealed = box.seal(PLAIN, "lease 1");
    assertClosed(box, sealed, "lease 2");
    assertClosed(new SecretBox(key(2)), sealed, "lease 1");
  }

  @Test
  void takesKeysOf32BytesAndShowsNone() {
    assertThatThrownBy(() -> new SecretBox(new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(box).hasToString("SecretBox[redacted]");
  }

  private static void assertClosed(SecretBox box, byte[] sealed, String context) {
    assertThatThrownBy(() -> box.open(sealed, context))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("berth.secret.key-file");
  }

  private static byte[] key(int fill) {
    byte[] key = new byte[SecretBox.KEY_BYTES];
    Arrays.fill(key, (byte) fill);
    return key;
  }
}
