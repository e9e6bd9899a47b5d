package dev.berth.lease.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a lease keeps sealed beside its host key.
 *
 * @param passwordHash as crypt(3) writes it; the password itself is kept nowhere
 * @param env variables that must not be in the container's configuration
 */
public record LeaseSecrets(Optional<String> passwordHash, Map<String, String> env) {

  public static final LeaseSecrets NONE = new LeaseSecrets(Optional.empty(), Map.of());

  public LeaseSecrets {
    env = Map.copyOf(env);
  }

  /** Names only. */
  @Override
  public String toString() {
    return "LeaseSecrets[password " + passwordHash.isPresent() + ", " + env.keySet() + "]";
  }
}
