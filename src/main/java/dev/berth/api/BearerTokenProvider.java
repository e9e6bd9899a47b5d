package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.account.Accounts;
import dev.berth.account.Role;
import dev.berth.account.TokenCheck;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks an API token up, away from the event loop. */
@ApplicationScoped
class BearerTokenProvider implements IdentityProvider<BearerCredential> {

  private final Accounts accounts;

  BearerTokenProvider(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Class<BearerCredential> getRequestType() {
    return BearerCredential.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      BearerCredential request, AuthenticationRequestContext context) {
    return context.runBlocking(() -> identify(request.token()));
  }

  private SecurityIdentity identify(String token) {
    return switch (accounts.authenticate(token)) {
      case TokenCheck.Accepted(var account, _) -> identity(account);
      case TokenCheck.Rejected(var reason) -> throw new AuthenticationFailedException(reason.text);
    };
  }

  private static SecurityIdentity identity(Account account) {
    var identity =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(account.handle().value()))
            .addRole(Roles.USER);
    if (account.role() == Role.ADMIN) {
      identity.addRole(Roles.ADMIN);
    }
    return identity.build();
  }
}
