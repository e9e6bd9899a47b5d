package dev.berth.account;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * Reads the public keys that users paste. Messages never repeat the text: it may be a private key.
 */
public final class PublicKeys {

  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "ssh-rsa",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 16_384; // what OpenSSH reads
  private static final int MAX_LENGTH = 8_192;
  private static final int MAX_COMMENT = 255;
  private static final String REMEDY = "; give the one line of a file like ~/.ssh/id_ed25519.pub";

  private PublicKeys() {}

  /** Whether a text is a key that Berth takes. */
  public sealed interface Check {}

  /**
   * A good key.
   *
   * @param line type, key and comment, without anything that sshd would act on
   * @param comment at most 255 printable characters; may be empty
   */
  public record Accepted(String type, String fingerprint, String line, String comment)
      implements Check {}

  /** Not a key to take; the message says what it must be and continues the field's name. */
  public record Refused(Reason reason, String message) implements Check {}

  /** Why a key was refused. */
  public enum Reason {
    PRIVATE_KEY,
    NOT_A_KEY,
    OTHER_FORMAT,
    SEVERAL_LINES,
    OPTIONS,
    TYPE,
    WEAK
  }

  public static Check parse(String text) {
    String line = text.strip();
    if (looksPrivate(line)) {
      return refuse(
          Reason.PRIVATE_KEY,
          "is a PRIVATE key, which must never leave your machine; it was not stored, but consider it"
              + " exposed and make a new one with ssh-keygen, then give the .pub file");
    }
    if (line.isEmpty() || line.length() > MAX_LENGTH) {
      return refuse(Reason.NOT_A_KEY, "must have 1 to " + MAX_LENGTH + " characters" + REMEDY);
    }
    if (line.startsWith("---")) {
      return refuse(
          Reason.OTHER_FORMAT,
          "must be in OpenSSH's one-line format; convert yours with: ssh-keygen -i -f FILE (add -m"
              + " PKCS8 where that fails)");
    }
    if (line.lines().count() > 1 || line.indexOf('\r') >= 0) {
      return refuse(Reason.SEVERAL_LINES, "must be a single line; add several keys one by one");
    }
    String[] words = line.split("[ \t]+", 3);
    if (!TYPES.contains(words[0])) {
      return refuseFirstWord(words);
    }
    return words.length < 2
        ? notAKey()
        : decode(words[0], words[1], words.length > 2 ? words[2] : "");
  }

  private static boolean looksPrivate(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.contains("PRIVATE KEY")
        || upper.contains("PUTTY-USER-KEY-FILE")
        || upper.contains("PRIVATE-LINES")
        || text.contains("b3BlbnNzaC1rZXktdjE"); // "openssh-key-v1": a body without its header
  }

  private static Refused refuseFirstWord(String[] words) {
    boolean keyFollows =
        Stream.of(words)
            .skip(1)
            .flatMap(word -> Stream.of(word.split(" ")))
            .anyMatch(TYPES::contains);
    if (keyFollows) {
      return refuse(
          Reason.OPTIONS, "must start with the key's type; options before the key are not taken");
    }
    String type = words[0];
    if (type.equals("ssh-dss")) {
      return refuse(
          Reason.TYPE, "must not be DSA, which is broken; make one: ssh-keygen -t ed25519");
    }
    if (type.contains("-cert-v01@")) {
      return refuse(Reason.TYPE, "must be a plain key, not a certificate");
    }
    return notAKey();
  }

  private static Check decode(String type, String base64, String comment) {
    byte[] blob;
    PublicKey key;
    String canonical;
    try {
      blob = Base64.getDecoder().decode(base64);
      key =
          PublicKeyEntry.parsePublicKeyEntry(type + " " + base64)
              .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
      canonical = PublicKeyEntry.toString(key);
    } catch (IOException | GeneralSecurityException | RuntimeException notDecodable) {
      // The library throws all three on input that is no key, and puts the input in the message.
      return notAKey();
    }
    // The text must say exactly what the key holds: nothing behind it, no other type.
    if (!canonical.equals(type + " " + Base64.getEncoder().encodeToString(blob))) {
      return notAKey();
    }
    if (key instanceof RSAPublicKey rsa && !isStrong(rsa)) {
      return refuse(
          Reason.WEAK,
          "must have "
              + MIN_RSA_BITS
              + " to "
              + MAX_RSA_BITS
              + " bits and a sane exponent, being RSA; make a better one: ssh-keygen -t"
              + " ed25519");
    }
    String kept = printable(comment);
    return new Accepted(
        type,
        KeyUtils.getFingerPrint(BuiltinDigests.sha256, key),
        kept.isEmpty() ? canonical : canonical + " " + kept,
        kept);
  }

  private static boolean isStrong(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    var exponent = key.getPublicExponent();
    return bits >= MIN_RSA_BITS
        && bits <= MAX_RSA_BITS
        && exponent.testBit(0)
        && exponent.compareTo(BigInteger.TWO) > 0;
  }

  private static String printable(String comment) {
    return comment
        .codePoints()
        .filter(each -> !Character.isISOControl(each) && Character.isDefined(each))
        .limit(MAX_COMMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  private static Refused notAKey() {
    return refuse(
        Reason.NOT_A_KEY,
        "must be an SSH public key of type ed25519, ecdsa, rsa, or one of these on a security key"
            + REMEDY);
  }

  private static Refused refuse(Reason reason, String message) {
    return new Refused(reason, message);
  }
}
