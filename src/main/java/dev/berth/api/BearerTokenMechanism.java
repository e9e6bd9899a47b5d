package dev.berth.api;

import dev.berth.account.Tokens;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code Authorization: Bearer berth_…}. Any other credential is left to other mechanisms:
 * one that fails ends the request, so this one claims nothing but its own.
 */
@ApplicationScoped
class BearerTokenMechanism implements HttpAuthenticationMechanism {

  private static final String SCHEME = "Bearer ";

  @Override
  @SuppressWarnings("NullAway") // Without a credential of ours the item must be null.
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return token(context.request().getHeader(HttpHeaders.AUTHORIZATION))
        .map(
            token ->
                identities.authenticate(
                    HttpSecurityUtils.setRoutingContextAttribute(
                        new BearerCredential(token), context)))
        .orElseGet(() -> Uni.createFrom().nullItem());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom()
        .item(new ChallengeData(401, "WWW-Authenticate", ProblemMappers.CHALLENGE));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(BearerCredential.class);
  }

  private static Optional<String> token(@Nullable String header) {
    return Optional.ofNullable(header)
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> value.substring(SCHEME.length()).strip())
        .filter(value -> value.startsWith(Tokens.PREFIX));
  }
}
