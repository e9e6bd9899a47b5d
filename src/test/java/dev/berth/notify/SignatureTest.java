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
}
