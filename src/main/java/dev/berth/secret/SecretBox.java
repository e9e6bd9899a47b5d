package dev.berth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what must be read back, for instance host keys: AES-256-GCM with a fresh 96-bit nonce
 * before the ciphertext. The context is authenticated, so that a sealed value copied to another row
 * does not open there.
 */
public final class SecretBox {

  /** Length of the key in bytes. */
  public static final int KEY_BYTES = 32;

  // NIST SP 800-38D: 96-bit nonces, the longest tag.
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /** A stored secret does not open. */
  public static final class ClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    ClosedException(@Nullable Exception cause) {
      super(
          "a stored secret does not open: is berth.secret.key-file the one it was made with?",
          cause);
    }
  }

  public SecretBox(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("the secret key must be " + KEY_BYTES + " bytes");
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  public byte[] seal(byte[] plain, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt", e);
    }
  }

  /**
   * Decrypts what {@link #seal} made in the same context.
   *
   * @throws ClosedException if the key is another one than it was sealed under, or the value was
   *     changed or moved
   */
  public byte[] open(byte[] sealed, String context) {
    if (sealed.length < NONCE_BYTES) {
      throw new ClosedException(null);
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), context)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (AEADBadTagException e) {
      throw new ClosedException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot decrypt", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(UTF_8));
    return cipher;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "SecretBox[redacted]";
  }
}
