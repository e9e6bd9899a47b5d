package dev.berth.kernel;

import java.util.Locale;

/** Transport of a port. Stored by name: rename only with a migration. */
public enum Protocol {
  TCP,
  UDP;

  /** As Docker and people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
