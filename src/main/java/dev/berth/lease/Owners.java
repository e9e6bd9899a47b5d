package dev.berth.lease;

import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.SshKey;
import dev.berth.kernel.UserId;
import jakarta.inject.Singleton;
import java.util.List;

/** What a workspace needs to know of its owner. */
@Singleton
public class Owners {

  private final AccountStore accounts;

  public Owners(AccountStore accounts) {
    this.accounts = accounts;
  }

  /** The owner's uid inside of every workspace of hers. */
  public int uid(UserId owner) {
    return accounts.find(owner).orElseThrow().uid();
  }

  /** Whether an admin has disabled her account. */
  public boolean isLockedOut(UserId owner) {
    return accounts.find(owner).filter(Account::enabled).isEmpty();
  }

  /** authorized_keys lines that open her workspaces now: none while she is locked out. */
  public List<String> loginKeys(UserId owner) {
    return accounts.loginKeys(owner).stream().map(SshKey::publicKey).toList();
  }
}
