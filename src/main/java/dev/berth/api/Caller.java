package dev.berth.api;

import dev.berth.kernel.UserId;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;

/** Who sent the present request. */
@ApplicationScoped
class Caller {

  private final SecurityIdentity identity;

  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  UserId id() {
    return new UserId(identity.getPrincipal().getName());
  }

  boolean isAdmin() {
    return identity.hasRole(Roles.ADMIN);
  }
}
