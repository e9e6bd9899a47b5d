package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many users at once, who ask for GPUs and change their minds at random, while Berth and the engine
 * are killed again and again. No GPU is ever given twice, nobody is overtaken, everybody gets a
 * turn, and in the end nothing is left.
 */
@Timeout(600)
class GpuStormIT {

  private static final int CLIENTS = 16;
  private static final int OPERATIONS = 200;
  private static final Duration DRAINED = Duration.ofMinutes(3);

  private static final long SEED =
      Long.getLong("berth.storm.seed", System.currentTimeMillis() % 1_000_000);

  @RegisterExtension static final Rig RIG = new Rig("storm", 28_100, Map.of());

  private final History history = new History(Boolean.getBoolean("berth.storm.aloud"));
  private final Random random = new Random(SEED);
  private final Audit audit = new Audit(RIG, history);
  private final List<Client> clients = new ArrayList<>();

  @Test
  void noGpuIsHeldTwiceNobodyIsOvertakenAndNothingIsLeft() throws Exception {
    history.note("seed " + SEED);
    RIG.berth().start();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(RIG.user("storm-" + i), new Random(random.nextLong()), history));
    }
    try {
      var operations = new AtomicInteger(OPERATIONS);
      round(() -> operations.getAndDecrement() > 0, Fault.some());
      watched(audit::settled);
      watched(this::drain);
      audit.nothingLeft();
      assertThat(RIG.rows().leases())
          .as("each granted request is one lease")
          .hasSize(clients.stream().mapToInt(Client::requests).sum());
      assertThat(history.problems()).isEmpty();
      assertThat(audit.looks()).isGreaterThan(20);
    } catch (Exception | AssertionError e) {
      System.err.println("The storm of -Dberth.storm.seed=" + SEED + ":");
      history.lines().forEach(System.err::println);
      throw e;
    }
  }

  /** Clients and faults at the same time; over when both are. */
  private void round(BooleanSupplier more, List<Fault> faults) throws Exception {
    watched(
        () -> {
          try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = clients.stream().map(client -> run(threads, client, more)).toList();
            strike(faults);
            for (var each : running) {
              each.get();
            }
          }
        });
  }

  private static Future<?> run(ExecutorService threads, Client client, BooleanSupplier more) {
    return threads.submit(() -> client.run(more));
  }

  private void strike(List<Fault> faults) throws Exception {
    var order = new ArrayList<>(faults);
    Collections.shuffle(order, random);
    for (var fault : order) {
      Pause.of(Duration.ofMillis(1_000 + random.nextInt(7_000)));
      history.note("FAULT " + fault);
      fault.strike(RIG, random);
      history.note("over: " + fault);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  /** With the audit beside it. */
  private void watched(Work work) throws Exception {
    var over = new AtomicBoolean();
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> watching = thread.submit(() -> audit.run(() -> !over.get()));
      try {
        work.run();
      } finally {
        over.set(true);
        end(watching);
      }
    }
  }

  private void end(Future<?> watching) throws InterruptedException {
    try {
      watching.get();
    } catch (ExecutionException e) {
      history.problem("the audit failed: " + e.getCause());
    }
  }

  /** Everybody who waits gets her turn, and gives back what she got. */
  private void drain() {
    await("all released")
        .atMost(DRAINED)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              var live = RIG.rows().live();
              live.stream()
                  .filter(row -> !List.of("queued", "starting", "releasing").contains(row.state()))
                  .forEach(row -> RIG.berth().delete("/api/v1/leases/" + row.id()).expect(202));
              assertThat(live).isEmpty();
            });
    history.note("drained");
  }
}
