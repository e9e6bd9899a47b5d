package dev.berth.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By which a webhook's receiver knows that a call is from Berth, and not an old one repeated. */
final class Signature {

  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  /** Of {@code <timestamp>.<body>}, as {@code sha256=<hex>}. */
  static String of(String secret, String timestamp, String body) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), HMAC));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal((timestamp + "." + body).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }
}
