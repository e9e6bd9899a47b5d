package dev.berth.account;

/** Outcome of asking for an API token. */
public sealed interface IssuedToken {

  /** The only time that the secret is there. */
  record Issued(ApiToken token, TokenSecret secret) implements IssuedToken {}

  record LimitReached(int limit) implements IssuedToken {}
}
