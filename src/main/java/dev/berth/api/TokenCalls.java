package dev.berth.api;

import dev.berth.account.AccountConfig;
import dev.berth.account.Accounts;
import dev.berth.account.ApiToken;
import dev.berth.account.IssuedToken;
import dev.berth.kernel.UserId;
import jakarta.enterprise.context.ApplicationScoped;

/** What a user may do with her own API tokens and an admin with anybody's. */
@ApplicationScoped
class TokenCalls {

  private final Accounts accounts;
  private final AccountConfig config;
  private final Caller caller;

  TokenCalls(Accounts accounts, AccountConfig config, Caller caller) {
    this.accounts = accounts;
    this.config = config;
    this.caller = caller;
  }

  Page<TokenView> list(UserId owner, PageRequest page) {
    return page.slice(accounts.tokens(owner), ApiToken::id, TokenView::of);
  }

  IssuedTokenView issue(UserId owner, NewTokenRequest request) {
    var wanted = request.check(config.maxTokenTtl());
    return switch (accounts.issueToken(caller.id(), owner, wanted.name(), wanted.ttl())) {
      case IssuedToken.Issued issued -> IssuedTokenView.of(issued);
      case IssuedToken.LimitReached(int limit) ->
          throw new ProblemException(
              ProblemType.QUOTA_EXCEEDED,
              "a user may have " + limit + " live tokens; revoke one that is no longer used");
    };
  }

  void revoke(UserId owner, String id) {
    if (!accounts.revokeToken(caller.id(), owner, id)) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "no live token has the id " + Violations.quote(id));
    }
  }
}
