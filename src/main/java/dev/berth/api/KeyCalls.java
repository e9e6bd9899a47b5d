package dev.berth.api;

import dev.berth.account.AccountStore.AddedKey;
import dev.berth.account.Accounts;
import dev.berth.account.SshKey;
import dev.berth.kernel.UserId;
import jakarta.enterprise.context.ApplicationScoped;

/** What a user may do with her own keys and an admin with anybody's. */
@ApplicationScoped
class KeyCalls {

  private final Accounts accounts;
  private final Caller caller;

  KeyCalls(Accounts accounts, Caller caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  Page<KeyView> list(UserId owner, PageRequest page) {
    return page.slice(accounts.keys(owner), SshKey::name, KeyView::of);
  }

  KeyView add(UserId owner, NewKeyRequest request) {
    var wanted = request.check();
    return switch (accounts.addKey(caller.id(), owner, wanted.name(), wanted.key())) {
      case AddedKey.Added(var key) -> KeyView.of(key);
      case AddedKey.SameKey(var present) ->
          throw new ProblemException(
              ProblemType.CONFLICT,
              "this key is there already, under the name " + Violations.quote(present.name()));
      case AddedKey.NameTaken _ ->
          throw new ProblemException(
              ProblemType.NAME_TAKEN,
              "another key has the name "
                  + Violations.quote(wanted.name())
                  + "; give another 'name', or remove that key first");
      case AddedKey.LimitReached(int limit) ->
          throw new ProblemException(
              ProblemType.QUOTA_EXCEEDED,
              "a user may have " + limit + " keys; remove one that is no longer used");
    };
  }

  void remove(UserId owner, String fingerprintOrName) {
    if (!accounts.removeKey(caller.id(), owner, fingerprintOrName)) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "no key has the fingerprint or name " + Violations.quote(fingerprintOrName));
    }
  }
}
