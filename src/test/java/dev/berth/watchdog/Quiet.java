package dev.berth.watchdog;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps quiet what goes wrong on purpose, thousands of times. */
final class Quiet implements BeforeAllCallback, AfterAllCallback {

  private static final Logger LOG = Logger.getLogger("dev.berth");

  @Override
  public void beforeAll(ExtensionContext context) {
    LOG.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LOG.setLevel(null);
  }
}
