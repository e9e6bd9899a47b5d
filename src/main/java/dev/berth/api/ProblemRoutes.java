package dev.berth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Answers for paths under /api that no resource has: those never reach {@link ProblemMappers}. What
 * is no URL at all, such as one with {@code %zz}, gets a bare 400 from Quarkus before any route.
 */
@ApplicationScoped
class ProblemRoutes {

  // Behind Quarkus REST, before Quarkus's own last handler.
  private static final int LAST = 1_000_000;

  private final ObjectMapper json;

  ProblemRoutes(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    router
        .route("/api/*")
        .order(LAST)
        .handler(context -> answer(context, ProblemType.NOT_FOUND, "nothing is at this path"));
  }

  private void answer(RoutingContext context, ProblemType type, String detail) {
    String path = String.valueOf(context.request().path());
    try {
      context
          .response()
          .setStatusCode(type.status)
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(json.writeValueAsString(Problem.of(type, detail, path, List.of())));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
