package dev.berth.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {

  /** {@code printf '1767268800.{"a":1}' | openssl dgst -sha256 -hmac s3cret} */
  @Test
  void isWhatOpensslMakesOfTimestampAndBody() {
    assertThat(Signature.of("s3cret", "1767268800", "{\"a\":1}"))
        .isEqualTo("sha256=b630b1e244867f8886c98e5caed4dde90a58834882fc977744b3306b744365ab");
  }

  /** By the examples in Python of their documents. */
  @Test
  void isWhatTheRobotsReckon() {
    assertThat(Signature.feishu("s3cret", "1767268800"))
        .isEqualTo("s2shg7fa+OwaWGDYUEwuklkMkAOHzS1KeBE+oqYw0Rs=");
    assertThat(Signature.dingTalk("s3cret", "1767268800000"))
        .isEqualTo("wBgRiyz8BwqbW2c2EPEhm5C7TYPCp2lhUjqjOqFDbFc%3D");
  }
}
