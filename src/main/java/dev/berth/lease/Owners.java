package dev.berth.lease;

import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.SshKey;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Mount;
import dev.berth.plan.PersonalLimits;
import dev.berth.plan.Plans;
import dev.berth.plan.model.Plan;
import dev.berth.volume.Ensured;
import dev.berth.volume.Volumes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a lease and its workspace need to know of their owner. */
@Singleton
public class Owners {

  private final AccountStore accounts;
  private final Plans plans;
  private final PersonalLimits personal;
  private final Volumes volumes;

  public Owners(AccountStore accounts, Plans plans, PersonalLimits personal, Volumes volumes) {
    this.accounts = accounts;
    this.plans = plans;
    this.personal = personal;
    this.volumes = volumes;
  }

  /** What the owner is allowed now, with her own exceptions. */
  public Plan plan(UserId owner) {
    return personal.over(plans.named(accounts.find(owner).orElseThrow().plan()), owner);
  }

  /** What the owner may have on the disk now; empty for any amount. */
  public Optional<ByteSize> maxDisk(UserId owner) {
    return plan(owner).limits().amounts().maxDisk();
  }

  /** Whether the owner's plan allows a dataset now. */
  public boolean mayMount(UserId owner, String dataset) {
    return plan(owner).permissions().datasets().has(dataset);
  }

  /**
   * Puts the volumes that are to be mounted on record where they are not yet. In the transaction
   * that admits their lease, so that none is removed in between.
   *
   * @return the limit, if they are more than the owner may have
   */
  Optional<Integer> takeVolumes(UserId owner, List<Mount> mounts) {
    return mounts.stream()
        .filter(mount -> mount.kind() == Mount.Kind.VOLUME)
        .map(mount -> volumes.ensure(owner, mount.required()))
        .flatMap(
            outcome ->
                outcome instanceof Ensured.LimitReached(int limit) ? Stream.of(limit) : Stream.of())
        .findFirst();
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
