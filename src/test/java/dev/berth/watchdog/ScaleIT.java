package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.account.AccountStore;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What happens every two seconds reads what is due, not what there is. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ScaleIT {

  private static final int FEW = 300;
  private static final int MANY = 3000;
  private static final int DUE = 20;

  private final Crowd crowd;

  ScaleIT(LeaseStore leases, AccountStore accounts, DataSource database) {
    crowd = new Crowd(leases, accounts, database);
  }

  @Test
  void noStatementOfAPassReadsMoreWhereThereAreMoreLeases() throws Exception {
    var few = blocks(FEW);
    var many = blocks(MANY);
    // A look at the disks that was taken for the few is not due for the many.
    assertThat(few.keySet()).containsAll(many.keySet());
    assertThat(many).hasSizeGreaterThan(8);
    assertThat(many)
        .allSatisfy(
            (statement, blocks) ->
                assertThat(blocks)
                    .as(statement)
                    .isLessThanOrEqualTo(few.get(statement) * 3 / 2 + 8));
  }

  private Map<String, Long> blocks(int leases) throws Exception {
    var world = crowd.gather(leases);
    crowd.due(DUE);
    return crowd.blocks(
        () -> {
          world.berth.watchdog.pass();
          world.berth.tasks.runAll();
          EveryTwoSeconds.all(NOON, Duration.ofMinutes(1)).values().forEach(Runnable::run);
        });
  }
}
