package dev.berth.account;

/** The text of an API token, on its way to its owner. Never printed, never stored. */
public record TokenSecret(String text) {

  @Override
  public String toString() {
    return "TokenSecret[redacted]";
  }
}
