package dev.berth.account;

import java.util.Optional;

/** Whether an API token authenticates somebody. */
public sealed interface TokenCheck {

  record Accepted(Account account, ApiToken token) implements TokenCheck {}

  record Rejected(Reason reason) implements TokenCheck {}

  /** Told to the caller in {@link #text}; UNKNOWN and the rest need the token's very text. */
  enum Reason {
    UNKNOWN("the token is not known"),
    EXPIRED("the token has expired"),
    REVOKED("the token has been revoked"),
    DISABLED("the account is disabled");

    public final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** The account that is let in, if any. */
  default Optional<Account> admitted() {
    return switch (this) {
      case Accepted(var account, _) -> Optional.of(account);
      case Rejected _ -> Optional.empty();
    };
  }
}
