package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.Sha2Crypt;

/**
 * A password that opens one workspace. It is made by chance and shown once; what is stored, and
 * what the container gets, is {@link #hash()}.
 *
 * @param text {@value #LENGTH} characters, about 139 bits
 */
public record LoginPassword(String text) {

  public static final int LENGTH = 24;

  /** None that are taken for one another when read from a screen: 0 and O, 1, I and l. */
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final String SALT_ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SALT_LENGTH = 16;
  private static final Pattern HASH =
      Pattern.compile("\\$6\\$(rounds=\\d{4,9}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86}");
  private static final SecureRandom RANDOM = new SecureRandom();

  public static LoginPassword generate() {
    return new LoginPassword(random(ALPHABET, LENGTH));
  }

  /**
   * As crypt(3) writes it: SHA-512 with a new salt at each call. The usual 5000 rounds, for a
   * password made by chance can't be guessed however fast the guesses are.
   */
  public String hash() {
    return Sha2Crypt.sha512Crypt(text.getBytes(UTF_8), "$6$" + random(SALT_ALPHABET, SALT_LENGTH));
  }

  /** Whether this can stand in a line of /etc/shadow as a SHA-512 hash. */
  static boolean isHash(String hash) {
    return HASH.matcher(hash).matches();
  }

  private static String random(String alphabet, int length) {
    return RANDOM
        .ints(length, 0, alphabet.length())
        .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
        .collect(Collectors.joining());
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "LoginPassword[redacted]";
  }
}
