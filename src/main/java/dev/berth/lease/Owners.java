package dev.berth.lease;

import dev.berth.account.AccountStore;
import dev.berth.account.SshKey;
import dev.berth.kernel.UserId;
import dev.berth.plan.Plans;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.util.List;

/** What a lease and its workspace need to know of their owner. */
@Singleton
public class Owners {

  private final AccountStore accounts;
  private final Plans plans;

  public Owners(AccountStore accounts, Plans plans) {
    this.accounts = accounts;
    this.plans = plans;
  }

  /** What the owner is allowed now. */
  public Plan plan(UserId owner) {
    return plans.named(accounts.find(owner).orElseThrow().plan());
  }

  /** The owner's uid inside of every workspace of hers. */
  public int uid(UserId owner) {
    return accounts.find(owner).orElseThrow().uid();
  }

  /** authorized_keys lines that open her workspaces now: none while she is locked out. */
  public List<String> loginKeys(UserId owner) {
    return accounts.loginKeys(owner).stream().map(SshKey::publicKey).toList();
  }
}
