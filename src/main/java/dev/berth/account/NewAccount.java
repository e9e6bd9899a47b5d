package dev.berth.account;

/** Outcome of {@link Accounts#create}. */
public sealed interface NewAccount {

  record Made(Account account) implements NewAccount {}

  /** Somebody has the handle, or had it. */
  record HandleTaken() implements NewAccount {}

  record NoSuchPlan() implements NewAccount {}

  /** The account, where it is known that nothing can be in its way. */
  default Account orElseThrow() {
    if (this instanceof Made(var account)) {
      return account;
    }
    throw new IllegalStateException("no account was made: " + this);
  }
}
