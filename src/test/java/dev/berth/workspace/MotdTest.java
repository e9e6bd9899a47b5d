package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.SampleLeases;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MotdTest {

  @Test
  void namesTheLeaseItsEndItsGpusAndWhereToExtendIt() {
    assertThat(motd(Optional.of("https://berth.lab/")))
        .isEqualTo(
            """

              Lease    box (image debian)
              Ends     2026-01-01 20:00 UTC; kept, stopped, until 2026-01-04 20:00 UTC
              GPUs     none
              Extend   POST https://berth.lab/api/v1/leases/box/extend
              Keys     POST https://berth.lab/api/v1/me/keys, not ssh-copy-id

            """);
  }

  @Test
  void namesTheModelsOfItsGpusOnce() {
    var gpus =
        IntStream.range(0, 2)
            .mapToObj(i -> new Gpu(new GpuId("GPU-" + i), i, "A100", ByteSize.ofMebibytes(81_920)))
            .toList();
    var queued = SampleLeases.in(new LeaseState.Queued(SampleLeases.NOON));
    var lease = queued.granted(new LeaseState.Queued(SampleLeases.NOON), gpus, SampleLeases.NOON);
    assertThat(Motd.of(lease, Optional.empty(), Optional.empty())).contains("GPUs     2 (A100)\n");
  }

  @Test
  void namesThePathAloneWhereBerthDoesNotKnowItsAddress() {
    assertThat(motd(Optional.empty())).contains("POST /api/v1/leases/box/extend");
  }

  private static String motd(Optional<String> url) {
    return Motd.of(SampleLeases.in(Starting.first(SampleLeases.NOON)), url, Optional.empty());
  }
}
