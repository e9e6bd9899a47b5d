package dev.berth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.berth.account.PublicKeys.Accepted;
import dev.berth.account.PublicKeys.Reason;
import dev.berth.account.PublicKeys.Refused;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeysTest {

  static Stream<Arguments> takesWhatOpenSshTakes() {
    return Stream.of(
        arguments(TestKeys.ED25519, TestKeys.ED25519_FINGERPRINT),
        arguments(TestKeys.ECDSA_256, "SHA256:NEVmWAkNjTmxmP4h6NhgGdxc2fsiQKTrkRXCIJ9sPnA"),
        arguments(TestKeys.ECDSA_384, "SHA256:zJN90LZnq9fdYt+UaQZvH6Qm8zwxROlDFzuFjJ0WOWc"),
        arguments(TestKeys.ECDSA_521, "SHA256:fRkJyApgC2cqPlpUOG1TpWzy6jJtC8LiR6FBOu2YCnk"),
        arguments(TestKeys.RSA_2048, "SHA256:2fgjwbgYaAM+sPKRIq4ouq87lfFcB0JdRljaIL4WaaE"),
        arguments(TestKeys.SK_ED25519, "SHA256:XyOQAwcQ47mGqPkp/OgYI6GiPk6PJZk9uMjA/lFaigw"),
        arguments(TestKeys.SK_ECDSA, "SHA256:gtVOFxkGuUvAacZhB4rKvutGejtQeEJe2/4t+6JYypM"));
  }

  @ParameterizedTest
  @MethodSource
  void takesWhatOpenSshTakes(String line, String fingerprint) {
    String type = line.substring(0, line.indexOf(' '));
    assertThat(PublicKeys.parse(line)).isEqualTo(new Accepted(type, fingerprint, line, ""));
  }

  @Test
  void keepsTheCommentAndDropsWhatSurroundsTheLine() {
    assertThat(PublicKeys.parse("  " + TestKeys.ED25519 + "   alice@laptop, 2nd  \r\n"))
        .isEqualTo(accepted("alice@laptop, 2nd"));
  }

  @Test
  void keepsOnlyPrintableCharactersOfTheComment() {
    assertThat(PublicKeys.parse(TestKeys.ED25519 + " a\u0007\u001b[31mb\u0000é"))
        .isEqualTo(accepted("a[31mbé"));
  }

  @Test
  void cutsTheCommentAt255Characters() {
    assertThat(PublicKeys.parse(TestKeys.ED25519 + " " + "x".repeat(256)))
        .isEqualTo(accepted("x".repeat(255)));
  }

  @ParameterizedTest
  @FieldSource("PRIVATE_KEYS")
  void knowsAPrivateKeyAndDoesNotRepeatIt(String text) {
    assertThat(PublicKeys.parse(text))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.PRIVATE_KEY);
              assertThat(refused.message())
                  .contains("PRIVATE key", "ssh-keygen")
                  .doesNotContain("b3Bl", "c2Vj");
            });
  }

  static final List<String> PRIVATE_KEYS =
      List.of(
          TestKeys.PRIVATE,
          TestKeys.PRIVATE.replace('\n', ' '),
          "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
          "-----BEGIN PRIVATE KEY-----",
          "-----BEGIN ENCRYPTED PRIVATE KEY-----",
          "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
          "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none",
          "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU",
          "ssh-ed25519 b3BlbnNzaC1rZXktdjEAAAAABG5vbmU");

  static Stream<Arguments> saysWhyItRefuses() {
    String key = TestKeys.ED25519;
    String base64 = key.substring(key.indexOf(' ') + 1);
    return Stream.of(
        arguments("", Reason.NOT_A_KEY),
        arguments("   \n", Reason.NOT_A_KEY),
        arguments("hello", Reason.NOT_A_KEY),
        arguments("ssh-ed25519", Reason.NOT_A_KEY),
        arguments("ssh-ed25519 not+base64!", Reason.NOT_A_KEY),
        arguments("ssh-ed25519 AAAA", Reason.NOT_A_KEY),
        arguments(base64, Reason.NOT_A_KEY),
        arguments("ssh-rsa " + base64, Reason.NOT_A_KEY),
        arguments(key.substring(0, key.length() - 4), Reason.NOT_A_KEY),
        arguments(key + "AAAA", Reason.NOT_A_KEY),
        arguments(key + "é", Reason.NOT_A_KEY),
        arguments(TestKeys.ECDSA_384.replace("nistp384", "nistp256"), Reason.NOT_A_KEY),
        arguments("x".repeat(8193), Reason.NOT_A_KEY),
        arguments(key + "\n" + key, Reason.SEVERAL_LINES),
        arguments(key + " a\rb", Reason.SEVERAL_LINES),
        arguments(key + " a\ncommand=\"x\"", Reason.SEVERAL_LINES),
        arguments("no-pty " + key, Reason.OPTIONS),
        arguments("command=\"echo a b\",no-pty " + key, Reason.OPTIONS),
        arguments("from=\"10.0.0.1\" " + key, Reason.OPTIONS),
        arguments("cert-authority " + key, Reason.OPTIONS),
        arguments(TestKeys.DSA, Reason.TYPE),
        arguments("ssh-ed25519-cert-v01@openssh.com AAAA", Reason.TYPE),
        arguments(TestKeys.RSA_1024, Reason.WEAK),
        arguments("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", Reason.OTHER_FORMAT),
        arguments("-----BEGIN PUBLIC KEY-----\nMFkw", Reason.OTHER_FORMAT));
  }

  @ParameterizedTest
  @MethodSource
  void saysWhyItRefuses(String text, Reason reason) {
    assertThat(PublicKeys.parse(text))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private static Accepted accepted(String comment) {
    return new Accepted(
        "ssh-ed25519", TestKeys.ED25519_FINGERPRINT, TestKeys.ED25519 + " " + comment, comment);
  }
}
