package dev.berth.notify;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.notify.SampleNotices.notice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Sent;
import dev.berth.notify.model.Template;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two Berths that deliver what is in one outbox to a real server. */
abstract class DeliveriesContract {

  private final HookServer server = new HookServer();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private volatile Instant now = NOON;

  abstract Outbox outbox();

  void empty() {}

  @BeforeEach
  void begin() {
    empty();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Deliveries deliveries() {
    var config = FixedNotifyConfig.webhook(server.url(), Template.JSON);
    return new Deliveries(
        outbox(),
        List.of(new WebhookSender(config, () -> now)),
        config,
        new NotifyMetrics(registry),
        () -> now);
  }

  private void bothPass() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var each :
          threads.invokeAll(
              Stream.of(deliveries(), deliveries())
                  .map(it -> Executors.callable(it::pass))
                  .toList())) {
        each.get();
      }
    }
  }

  @Test
  void tellsOnceThoughTwoTellAndTheFirstTryFails() throws Exception {
    server.answers(500, "not now");
    outbox().add(notice("a"), Set.of(Channel.WEBHOOK), NOON);
    bothPass();
    bothPass();
    assertThat(server.calls()).hasSize(1);
    now = NOON.plusSeconds(10);
    bothPass();
    now = NOON.plusSeconds(99_999);
    bothPass();
    assertThat(server.calls().stream().map(HookServer.Call::answered)).containsExactly(500, 200);
    assertThat(counted("failed")).isEqualTo(1);
    assertThat(counted("delivered")).isEqualTo(1);
  }

  @Test
  void givesUpWhatIsRefused() throws Exception {
    server.answers(410, "gone");
    outbox().add(notice("a"), Set.of(Channel.WEBHOOK), NOON);
    bothPass();
    now = NOON.plusSeconds(99_999);
    bothPass();
    assertThat(server.calls()).hasSize(1);
    assertThat(counted("given-up")).isEqualTo(1);
  }

  @Test
  void saysNothingOfAnEndThatHasComeWhileNobodyCouldTell() throws Exception {
    outbox().add(notice("a"), Set.of(Channel.WEBHOOK), NOON);
    now = notice("a").about().endsAt();
    bothPass();
    assertThat(server.calls()).isEmpty();
    assertThat(counted("given-up")).isEqualTo(1);
  }

  @Test
  void givesUpWhatHasNoChannelAnyMore() throws Exception {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    bothPass();
    assertThat(outbox().claim(NOON.plusSeconds(99_999), NOON.plusSeconds(199_999), 9)).isEmpty();
  }

  @Test
  void tellsAnAdminWhatBecameOfATest() {
    server.answers(503, "");
    assertThat(deliveries().test(ADA))
        .isEqualTo(Map.of(Channel.WEBHOOK, new Sent.Failed("answered 503")));
    assertThat(deliveries().test(ADA)).isEqualTo(Map.of(Channel.WEBHOOK, new Sent.Delivered()));
    assertThat(server.calls().getLast().body()).contains("\"event\":\"test\"");
  }

  private double counted(String result) {
    return registry
        .counter("berth.notify.deliveries", "channel", "webhook", "result", result)
        .count();
  }
}
