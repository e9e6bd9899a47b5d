package dev.berth.account;

import java.util.regex.Pattern;

/** Names that users give to their keys and tokens. */
public final class Labels {

  /** For messages and the OpenAPI document. */
  public static final String RULE =
      "must be 1 to 64 letters, digits, spaces or '.', '_', '@', '+', '-', and start with a letter"
          + " or digit";

  private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._@+-]{0,63}");

  private Labels() {}

  /** No slash, colon or control character: a name is also used in paths, beside fingerprints. */
  public static boolean isValid(String text) {
    return LABEL.matcher(text).matches() && !text.endsWith(" ");
  }
}
