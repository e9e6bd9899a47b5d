package dev.berth.account;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.berth.kernel.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * API tokens: 256 random bits, so that a plain SHA-256 at rest is enough and a look-up by hash
 * tells nothing through its timing.
 */
public final class Tokens {

  /** Marks a token as Berth's, for secret scanners and other authentication mechanisms. */
  public static final String PREFIX = "berth_";

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  static TokenSecret generate() {
    byte[] bits = new byte[BYTES];
    RANDOM.nextBytes(bits);
    return new TokenSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** What is stored, 32 bytes. */
  static byte[] hash(String token) {
    return Sha256.of(token);
  }

  /** Cheap test that spares the database everything that can't be a token. */
  static boolean isPlausible(String token) {
    return token.startsWith(PREFIX)
        && token.length() == PREFIX.length() + 43
        && US_ASCII.newEncoder().canEncode(token);
  }

  /** Decides whether a known token opens its owner's account now. */
  static TokenCheck check(AccountStore.TokenHolder holder, Instant now) {
    var token = holder.token();
    if (token.revokedAt().isPresent()) {
      return new TokenCheck.Rejected(TokenCheck.Reason.REVOKED);
    }
    if (token.isExpired(now)) {
      return new TokenCheck.Rejected(TokenCheck.Reason.EXPIRED);
    }
    if (!holder.account().enabled()) {
      return new TokenCheck.Rejected(TokenCheck.Reason.DISABLED);
    }
    return new TokenCheck.Accepted(holder.account(), token);
  }
}
