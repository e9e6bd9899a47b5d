package dev.berth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.access.Terminals;
import dev.berth.database.DatabaseFailure;
import dev.berth.engine.EngineException;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Answers as every resource does whoever may not have a terminal, before {@link TerminalSocket}
 * turns the request into a WebSocket, which has no bodies for refusals.
 */
@ApplicationScoped
class TerminalDoor {

  static final String PATH = "/api/v1/leases/:lease/terminal";

  // Behind the handlers that read credentials, before the WebSocket.
  private static final int FIRST = -10;

  private final Leases leases;
  private final Terminals terminals;
  private final IdentityProviderManager identities;
  private final ObjectMapper json;
  private final ExecutorService background;

  TerminalDoor(
      Leases leases,
      Terminals terminals,
      IdentityProviderManager identities,
      ObjectMapper json,
      @Named("background") ExecutorService background) {
    this.leases = leases;
    this.terminals = terminals;
    this.identities = identities;
    this.json = json;
    this.background = background;
  }

  void register(@Observes Router router) {
    router.route(HttpMethod.GET, PATH).order(FIRST).handler(this::knock);
  }

  private void knock(RoutingContext context) {
    // Of the connection, to which the answer goes back from wherever it is found.
    var connection = context.vertx().getOrCreateContext();
    context.request().pause();
    QuarkusHttpUser.getSecurityIdentity(context, identities)
        .subscribe()
        .with(
            identity ->
                background.execute(
                    () -> {
                      var problem = look(context, identity);
                      connection.runOnContext(any -> goOn(context, problem));
                    }),
            failure ->
                connection.runOnContext(any -> goOn(context, Optional.of(problem(failure)))));
  }

  private Optional<ProblemException> look(
      RoutingContext context, @Nullable SecurityIdentity identity) {
    try {
      check(context, identity);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e);
    } catch (EngineException | RuntimeException e) {
      return Optional.of(problem(e));
    }
  }

  private void goOn(RoutingContext context, Optional<ProblemException> problem) {
    context.request().resume();
    if (problem.isPresent()) {
      answer(context, problem.get());
    } else {
      context.next();
    }
  }

  private void check(RoutingContext context, @Nullable SecurityIdentity identity)
      throws EngineException {
    if (identity == null || identity.isAnonymous()) {
      throw new ProblemException(ProblemType.UNAUTHORIZED, "send 'Authorization: Bearer berth_…'");
    }
    if (!identity.hasRole(Roles.USER)) {
      throw new ProblemException(ProblemType.FORBIDDEN, "your role does not allow this");
    }
    String name = String.valueOf(context.pathParam("lease"));
    var lease =
        leases
            .find(caller(identity), name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_FOUND, "you have no lease " + Violations.quote(name)));
    if (!"websocket".equalsIgnoreCase(context.request().getHeader(HttpHeaders.UPGRADE))) {
      throw new ProblemException(ProblemType.BAD_REQUEST, "a WebSocket is needed here");
    }
    AccessProblems.given(terminals.look(lease));
  }

  static Leases.Caller caller(SecurityIdentity identity) {
    return new Leases.Caller(
        new UserId(identity.getPrincipal().getName()), identity.hasRole(Roles.ADMIN));
  }

  private static ProblemException problem(Throwable failure) {
    if (DatabaseFailure.isUnavailable(failure)) {
      return new ProblemException(ProblemType.DATABASE_UNAVAILABLE, "try again in a moment");
    }
    return switch (failure) {
      case AuthenticationFailedException _ ->
          new ProblemException(
              ProblemType.UNAUTHORIZED,
              "the token is unknown, expired or revoked, or its user is off");
      case EngineException.Unavailable _ ->
          new ProblemException(ProblemType.ENGINE_UNAVAILABLE, "try again in a moment");
      case EngineException _ ->
          new ProblemException(ProblemType.ENGINE_REFUSED, "an admin finds the reason in the log");
      default -> {
        Log.error("a terminal could not be looked for", failure);
        yield new ProblemException(ProblemType.INTERNAL_ERROR, "an admin finds it in the log");
      }
    };
  }

  private void answer(RoutingContext context, ProblemException problem) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    try {
      response
          .setStatusCode(problem.type.status)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
      if (problem.type == ProblemType.UNAUTHORIZED) {
        response.putHeader("WWW-Authenticate", ProblemMappers.CHALLENGE);
      }
      problem
          .type
          .retryAfter()
          .ifPresent(wait -> response.putHeader(HttpHeaders.RETRY_AFTER, "" + wait.toSeconds()));
      response.end(
          json.writeValueAsString(
              Problem.of(
                  problem.type,
                  problem.detail,
                  String.valueOf(context.request().path()),
                  List.of())));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
