package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.Counters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DockerUsageTest {

  private static final String SAMPLE =
      """
      {"read": "2026-11-25T16:47:35.39Z", "preread": "0001-01-01T00:00:00Z", "news": {"a": 1},
       "blkio_stats": {"io_service_bytes_recursive": [
         {"major": 8, "minor": 0, "op": "Read", "value": 3},
         {"major": 8, "minor": 0, "op": "write", "value": 4},
         {"major": 8, "minor": 0, "op": "Total", "value": 7}]},
       "cpu_stats": {"cpu_usage": {"total_usage": 18951424},
         "system_cpu_usage": 25833680000000, "online_cpus": 2},
       "networks": {"eth0": {"rx_bytes": 290, "tx_bytes": 10}, "eth1": {"rx_bytes": 1}}}""";

  @Test
  void readsSumsThatGrowAndTheTimeForWhichTheMachineRan() {
    assertThat(DockerUsage.counters(SAMPLE))
        .contains(
            new Counters(
                Duration.ofNanos(25_833_680_000_000L / 2), Duration.ofNanos(18_951_424), 301L, 7));
  }

  @Test
  void tellsWithoutNetworksOfNone() {
    var onTheHosts = SAMPLE.replaceAll("(?s),\\s*\"networks\".*", "}");
    assertThat(DockerUsage.counters(onTheHosts))
        .hasValueSatisfying(counters -> assertThat(counters.network()).isNull());
  }

  @Test
  void takesTheClockOfAnEngineThatTellsNoTimeOfItsMachine() {
    var other = SAMPLE.replaceAll("\"system_cpu_usage\": \\d+, ", "");
    assertThat(DockerUsage.counters(other))
        .hasValueSatisfying(
            counters -> assertThat(counters.hostTime()).isGreaterThan(Duration.ofDays(20_000)));
  }

  @Test
  void isEmptyForAContainerThatIsDownAndForWhatIsNoSample() {
    assertThat(DockerUsage.counters("{\"read\": \"0001-01-01T00:00:00Z\"}")).isEmpty();
    assertThat(DockerUsage.counters("{}")).isEmpty();
    assertThat(DockerUsage.counters("no")).isEmpty();
  }
}
