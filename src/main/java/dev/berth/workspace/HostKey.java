package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * The SSH host key of one lease, Ed25519. It is made with the lease and stays for its life, so that
 * no client is ever asked again.
 *
 * @param publicKey as in known_hosts: {@code ssh-ed25519 AAAA…}
 * @param privateKey OpenSSH's own format, with the final newline that sshd insists on
 */
@SuppressWarnings("ArrayRecordComponent") // Goes from here to the encryption, and no further.
public record HostKey(String publicKey, byte[] privateKey) {

  private static final int ED25519_BITS = 256;

  public static HostKey generate() {
    try {
      KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, ED25519_BITS);
      var out = new ByteArrayOutputStream();
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "berth", null, out);
      return new HostKey(PublicKeyEntry.toString(pair.getPublic()), withNewline(out));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make an Ed25519 key", e);
    }
  }

  /** What {@code ssh-keygen -l} shows: {@code SHA256:…}. */
  public static String fingerprint(String publicKey) {
    return KeyUtils.getFingerPrint(BuiltinDigests.sha256, parse(publicKey));
  }

  static PublicKey parse(String publicKey) {
    try {
      var entry = AuthorizedKeyEntry.parseAuthorizedKeyEntry(publicKey);
      if (entry == null) { // A blank line or a comment.
        throw new IllegalArgumentException("not a public key: " + publicKey);
      }
      return entry.resolvePublicKey(null, null);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("not a public key: " + publicKey, e);
    }
  }

  /** The algorithm's name in SSH. */
  public static String type() {
    return KeyPairProvider.SSH_ED25519;
  }

  private static byte[] withNewline(ByteArrayOutputStream out) {
    String text = out.toString(UTF_8);
    return (text.endsWith("\n") ? text : text + "\n").getBytes(UTF_8);
  }

  /** Without the private half. */
  @Override
  public String toString() {
    return "HostKey[" + publicKey + "]";
  }
}
