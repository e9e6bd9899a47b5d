package dev.berth.lease;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.secret.SecretBox;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The secrets of leases, as they are kept: encrypted, each for its own lease. */
@Singleton
public class SealedSecrets {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

  private final SecretBox box;
  private final LeaseStore leases;

  public SealedSecrets(SecretBox box, LeaseStore leases) {
    this.box = box;
    this.leases = leases;
  }

  byte[] sealHostKey(LeaseId lease, byte[] key) {
    return box.seal(key, lease.value());
  }

  /** Empty where there is nothing to keep. */
  Optional<byte[]> seal(LeaseId lease, LeaseSecrets secrets) {
    if (secrets.equals(LeaseSecrets.NONE)) {
      return Optional.empty();
    }
    return Optional.of(replacement(lease, secrets));
  }

  /** In place of what is kept. */
  byte[] replacement(LeaseId lease, LeaseSecrets secrets) {
    try {
      return box.seal(JSON.writeValueAsBytes(secrets), context(lease));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The private half of a lease's host key.
   *
   * @throws SecretBox.ClosedException if the secret key is another one than at the request
   */
  public byte[] hostKey(LeaseId lease) {
    return box.open(leases.sealedHostKey(lease), lease.value());
  }

  /**
   * What else a lease keeps sealed.
   *
   * @throws SecretBox.ClosedException if the secret key is another one than at the request
   */
  public LeaseSecrets of(LeaseId lease) {
    return leases.sealedSecrets(lease).map(kept -> open(lease, kept)).orElse(LeaseSecrets.NONE);
  }

  private LeaseSecrets open(LeaseId lease, byte[] kept) {
    try {
      return JSON.readValue(box.open(kept, context(lease)), LeaseSecrets.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another one than the host key's: neither can stand in for the other. */
  private static String context(LeaseId lease) {
    return lease.value() + "/secrets";
  }
}
