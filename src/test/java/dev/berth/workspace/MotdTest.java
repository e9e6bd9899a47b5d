package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.SampleLeases;
import java.util.Optional;
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
  void namesThePathAloneWhereBerthDoesNotKnowItsAddress() {
    assertThat(motd(Optional.empty())).contains("POST /api/v1/leases/box/extend");
  }

  private static String motd(Optional<String> url) {
    return Motd.of(SampleLeases.in(Starting.first(SampleLeases.NOON)), url);
  }
}
