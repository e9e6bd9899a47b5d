package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.account.AccountStore;
import dev.berth.lease.LeaseStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pass with 100 leases due costs where there are 100, 1,000 and 10,000 in all, on a real
 * database and an engine in memory; and what the rest costs that runs by the clock. Part of {@code
 * make bench}; its name keeps it out of the tests that always run.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ScaleRun {

  private static final int DUE = 100;
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 100;
  private static final int SWEEPS = 10;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** By what is timed, the times of each number of leases. */
  private static final Map<String, List<Times>> TABLE = new LinkedHashMap<>();

  private record Times(int leases, long[] micros) {

    long at(int percent) {
      return LongStream.of(micros).sorted().toArray()[micros.length * percent / 100];
    }
  }

  private final Crowd crowd;

  ScaleRun(LeaseStore leases, AccountStore accounts, DataSource database) {
    crowd = new Crowd(leases, accounts, database);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1_000, 10_000})
  void costsWhatIsDue(int leases) throws Exception {
    if (TABLE.isEmpty()) {
      measure(crowd.gather(leases), leases);
      TABLE.clear(); // Of a process that had just started.
    }
    measure(crowd.gather(leases), leases);
  }

  private void measure(World world, int leases) {
    Runnable pass =
        () -> {
          world.berth.watchdog.pass();
          world.berth.tasks.runAll();
        };
    time("pass, 100 due", leases, ROUNDS, pass);
    long before = usedMebibytes();
    time("the same again", leases, ROUNDS, pass);
    System.out.printf(
        "%d leases: heap in use %d MiB, %d MiB after %d more passes%n",
        leases, before, usedMebibytes(), ROUNDS + WARM_UP);
    time("pass, nothing due", leases, ROUNDS, 0, pass);
    for (var round : EveryTwoSeconds.all(NOON, MINUTE).entrySet()) {
      time(round.getKey() + ", nothing due", leases, ROUNDS, 0, round.getValue());
    }
    time("sweep", leases, SWEEPS, 0, world.berth::sweep);
  }

  private void time(String what, int leases, int rounds, Runnable work) {
    time(what, leases, rounds, DUE, work);
  }

  private void time(String what, int leases, int rounds, int due, Runnable work) {
    var micros =
        IntStream.range(0, WARM_UP + rounds)
            .mapToLong(
                _ -> {
                  if (due > 0) {
                    crowd.due(due);
                  }
                  long start = System.nanoTime();
                  work.run();
                  return (System.nanoTime() - start) / 1000;
                })
            .skip(WARM_UP)
            .toArray();
    TABLE.computeIfAbsent(what, _ -> new ArrayList<>()).add(new Times(leases, micros));
  }

  private static long usedMebibytes() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  @AfterAll
  static void print() {
    System.out.printf("%nmedian (90th percentile), ms%n");
    TABLE.forEach(
        (what, times) -> {
          var line = new StringBuilder("%-40s".formatted(what));
          for (var each : times) {
            line.append(
                String.format(
                    Locale.ROOT,
                    "  %6d: %8.2f (%8.2f)",
                    each.leases(),
                    each.at(50) / 1000.0,
                    each.at(90) / 1000.0));
          }
          double ratio = (double) times.getLast().at(50) / times.getFirst().at(50);
          System.out.println(line.append("  last to first: %.2f".formatted(ratio)));
        });
    assertThat(TABLE.values()).allSatisfy(times -> assertThat(times).hasSize(3));
  }
}
