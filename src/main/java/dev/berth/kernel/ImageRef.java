package dev.berth.kernel;

import java.util.regex.Pattern;

/**
 * An image reference as an engine takes it: {@code debian:bookworm-slim}, {@code
 * hub.lab/x@sha256:…}.
 */
public record ImageRef(String value) {

  // The grammar of distribution/reference, shortened to what can't be an option or a shell word.
  private static final Pattern REFERENCE =
      Pattern.compile(
          "[a-z0-9]+(?:[._/:-]+[a-zA-Z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
              + "(?:@sha256:[0-9a-f]{64})?");

  private static final int MAX_LENGTH = 255;

  public ImageRef {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an image reference: " + value);
    }
  }

  public static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && REFERENCE.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
