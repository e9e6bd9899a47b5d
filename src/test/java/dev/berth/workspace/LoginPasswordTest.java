package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;

class LoginPasswordTest {

  private final LoginPassword password = LoginPassword.generate();

  @Test
  void isLongUnambiguousAndNeverTheSame() {
    assertThat(password.text()).hasSize(24).matches("[a-zA-Z2-9]+").doesNotContainPattern("[lIO]");
    assertThat(Stream.generate(LoginPassword::generate).limit(500).distinct()).hasSize(500);
  }

  @Test
  void hashesAsCryptDoesWithASaltOfSixteenCharacters() {
    String hash = password.hash();
    assertThat(hash).matches("\\$6\\$[./0-9A-Za-z]{16}\\$[./0-9A-Za-z]{86}");
    assertThat(Crypt.crypt(password.text(), hash)).isEqualTo(hash);
    assertThat(Crypt.crypt(password.text() + "x", hash)).isNotEqualTo(hash);
    assertThat(password.hash()).isNotEqualTo(hash);
  }

  @Test
  void doesNotPrintItself() {
    assertThat(password).hasToString("LoginPassword[redacted]");
  }
}
