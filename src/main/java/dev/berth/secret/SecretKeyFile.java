package dev.berth.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The file with the installation's key: 32 random bytes in Base64, mode 600. */
public final class SecretKeyFile {

  private SecretKeyFile() {}

  /**
   * Reads the key, making it first where there is none.
   *
   * @throws IOException if the file can't be read or made, or holds something else
   */
  public static SecretBox open(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      return new SecretBox(Base64.getMimeDecoder().decode(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " must hold 32 bytes in Base64, as 'openssl rand -base64 32' prints them", e);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[SecretBox.KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    // Written whole beside it, then linked: a crash leaves no half key, and of two replicas that
    // start at once one wins and the other reads the winner's.
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path draft = Files.createTempFile(directory, ".secret-key", ".tmp", ownerOnly);
    try {
      Files.write(draft, (Base64.getEncoder().encodeToString(key) + "\n").getBytes(US_ASCII));
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException _) {
      // The other replica's key is the key.
    } finally {
      Files.delete(draft);
    }
  }
}
