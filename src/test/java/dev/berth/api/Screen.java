package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What is seen of a session. */
final class Screen {

  private final StringBuffer seen = new StringBuffer();

  Screen(InputStream from) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                byte[] buffer = new byte[4096];
                for (int n = from.read(buffer); n > 0; n = from.read(buffer)) {
                  seen.append(new String(buffer, 0, n, UTF_8));
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  String await(String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> seen.indexOf(text) >= 0 && seen.indexOf("\n", seen.indexOf(text)) > 0);
    return seen.toString();
  }
}
