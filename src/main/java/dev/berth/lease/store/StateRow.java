package dev.berth.lease.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A state flattened into the columns {@code state}, {@code since} and the JSON {@code detail}. */
record StateRow(String word, Instant since, Detail detail) {

  /** What only some states carry. {@code next} is the state that follows a stop. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Detail(
      @Nullable Integer attempt,
      @Nullable Instant notBefore,
      @Nullable Instant until,
      @Nullable String text,
      @Nullable Actor by,
      @Nullable StateRow next) {

    static final Detail NONE = new Detail(null, null, null, null, null, null);
  }

  static StateRow of(LeaseState state) {
    var detail =
        switch (state) {
          case LeaseState.Queued _ -> Detail.NONE;
          case LeaseState.Offered(_, var until) -> new Detail(null, null, until, null, null, null);
          case LeaseState.Starting(_, int attempt, var notBefore, var trouble) ->
              new Detail(attempt, notBefore, null, trouble, null, null);
          case LeaseState.Running(_, int attempt) ->
              new Detail(attempt, null, null, null, null, null);
          case LeaseState.Stopping(_, var next) ->
              new Detail(null, null, null, null, null, of(next));
          case LeaseState.Stopped(_, var by) -> new Detail(null, null, null, null, by, null);
          case LeaseState.Expired _ -> Detail.NONE;
          case LeaseState.Failed(_, var reason) -> new Detail(null, null, null, reason, null, null);
          case LeaseState.Releasing(_, var by) -> new Detail(null, null, null, null, by, null);
          case LeaseState.Released(_, var by) -> new Detail(null, null, null, null, by, null);
        };
    return new StateRow(state.word(), state.since(), detail);
  }

  /** As the columns have it. */
  static StateRow of(String word, Instant since, String detail) {
    return new StateRow(word, since, LeaseMapping.read(detail, Detail.class));
  }

  LeaseState toModel() {
    return switch (word) {
      case "queued" -> new LeaseState.Queued(since);
      case "offered" -> new LeaseState.Offered(since, requireNonNull(detail.until()));
      case "starting" ->
          new LeaseState.Starting(
              since,
              requireNonNull(detail.attempt()),
              requireNonNull(detail.notBefore()),
              requireNonNull(detail.text()));
      case "running" -> new LeaseState.Running(since, requireNonNull(detail.attempt()));
      case "stopping" ->
          new LeaseState.Stopping(
              since, (LeaseState.AfterStop) requireNonNull(detail.next()).toModel());
      case "stopped" -> new LeaseState.Stopped(since, requireNonNull(detail.by()));
      case "expired" -> new LeaseState.Expired(since);
      case "failed" -> new LeaseState.Failed(since, requireNonNull(detail.text()));
      case "releasing" -> new LeaseState.Releasing(since, requireNonNull(detail.by()));
      case "released" -> new LeaseState.Released(since, requireNonNull(detail.by()));
      default -> throw new IllegalStateException("unknown lease state in the database: " + word);
    };
  }
}
