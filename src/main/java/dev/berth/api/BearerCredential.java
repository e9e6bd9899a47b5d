package dev.berth.api;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** An API token as it came with a request, not checked yet. */
final class BearerCredential extends BaseAuthenticationRequest {

  private final String token;

  BearerCredential(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }
}
