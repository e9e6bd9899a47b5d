package dev.berth.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Answers for paths under /api that no resource has: those never reach {@link ProblemMappers}. */
@ApplicationScoped
class NotFoundRoute {

  // Behind Quarkus REST, before Quarkus's own last handler.
  private static final int LAST = 1_000_000;

  private final ObjectMapper json;

  NotFoundRoute(ObjectMapper json) {
    this.json = json;
  }

  void register(@Observes Router router) {
    router.route("/api/*").order(LAST).handler(this::answer);
  }

  private void answer(RoutingContext context) {
    var problem =
        Problem.of(
            ProblemType.NOT_FOUND,
            "nothing is at this path",
            String.valueOf(context.request().path()),
            List.of());
    try {
      context
          .response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(json.writeValueAsString(problem));
    } catch (JsonProcessingException e) {
      context.fail(e);
    }
  }
}
