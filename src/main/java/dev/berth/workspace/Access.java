package dev.berth.workspace;

import java.util.List;
import java.util.Optional;

/**
 * What opens a workspace.
 *
 * @param authorizedKeys public keys, one a line
 * @param passwordHash of {@link LoginPassword#hash()}; empty where no password opens it
 */
public record Access(List<String> authorizedKeys, Optional<String> passwordHash) {

  public Access {
    authorizedKeys = List.copyOf(authorizedKeys);
    if (passwordHash.filter(hash -> !LoginPassword.isHash(hash)).isPresent()) {
      throw new IllegalArgumentException("not a SHA-512 hash of crypt(3)");
    }
  }

  public static Access byKeys(List<String> authorizedKeys) {
    return new Access(authorizedKeys, Optional.empty());
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "Access[" + authorizedKeys.size() + " keys, password=" + passwordHash.isPresent() + "]";
  }
}
