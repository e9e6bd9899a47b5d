package dev.berth.api;

import dev.berth.access.Feed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Sends what comes as server-sent events, until it ends or the client goes. */
@Singleton
class FeedStream {

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final int ROUNDS_TO_KEEP_ALIVE = 15;

  /**
   * @param id of an event, by which a client can continue
   */
  <T> void run(
      Feed<T> feed, String name, Function<T, String> id, Class<T> type, Sse sse, SseEventSink sink)
      throws InterruptedException {
    try (feed;
        sink) {
      int quiet = 0;
      boolean there = true;
      while (there && !sink.isClosed() && !feed.isOver()) {
        var next = feed.next(WAIT);
        if (next.isPresent()) {
          quiet = 0;
          there = send(sink, event(sse, name, id.apply(next.get()), type, next.get()));
        } else if (quiet++ % ROUNDS_TO_KEEP_ALIVE == 0) {
          // Also tells whether the client is still there.
          there = send(sink, sse.newEventBuilder().comment("").build());
        }
      }
    }
  }

  private static <T> OutboundSseEvent event(
      Sse sse, String name, String id, Class<T> type, T data) {
    return sse.newEventBuilder()
        .id(id)
        .name(name)
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(type, data)
        .build();
  }

  /** False where the client is gone. */
  private static boolean send(SseEventSink sink, OutboundSseEvent event) {
    try {
      sink.send(event).toCompletableFuture().join();
      return true;
    } catch (IllegalStateException | CompletionException e) {
      if (sink.isClosed()) {
        return false;
      }
      throw e;
    }
  }
}
