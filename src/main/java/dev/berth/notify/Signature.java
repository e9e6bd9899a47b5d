package dev.berth.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** By which a webhook's receiver knows that a call is from Berth, and not an old one repeated. */
final class Signature {

  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  /** Of {@code <timestamp>.<body>}, as {@code sha256=<hex>}. */
  static String of(String secret, String timestamp, String body) {
    return "sha256=" + HexFormat.of().formatHex(hmac(secret, timestamp + "." + body));
  }

  /** As Feishu's bots want it in the body, with a timestamp in seconds: it signs nothing else. */
  static String feishu(String secret, String timestamp) {
    return Base64.getEncoder().encodeToString(hmac(timestamp + "\n" + secret, ""));
  }

  /** As DingTalk's robots want it in the address, with a timestamp in milliseconds. */
  static String dingTalk(String secret, String timestamp) {
    var signature = Base64.getEncoder().encodeToString(hmac(secret, timestamp + "\n" + secret));
    return URLEncoder.encode(signature, UTF_8);
  }

  private static byte[] hmac(String key, String text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), HMAC));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA256", e);
    }
  }
}
