package dev.berth.notify;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Sent;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;

/** What became of deliveries, counted. */
@Singleton
class NotifyMetrics {

  private final MeterRegistry registry;

  NotifyMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void tried(Channel channel, Sent sent) {
    count(
        channel,
        switch (sent) {
          case Sent.Delivered _ -> "delivered";
          case Sent.Failed _ -> "failed";
          case Sent.Refused _ -> "refused";
        });
  }

  void gaveUp(Channel channel) {
    count(channel, "given-up");
  }

  private void count(Channel channel, String result) {
    registry
        .counter(
            "berth.notify.deliveries",
            "channel",
            channel.name().toLowerCase(Locale.ROOT),
            "result",
            result)
        .increment();
  }
}
