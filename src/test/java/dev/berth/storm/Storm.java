package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Many users at once, who ask for GPUs and change their minds at random, while Berth and what it
 * needs are killed again and again; and beside them an audit that knows nothing of that.
 */
final class Storm {

  private static final Duration DRAINED = Duration.ofMinutes(4);

  private final Rig rig;
  private final long seed;
  private final Random random;
  private final History history;
  private final Audit audit;
  private final List<Client> clients = new ArrayList<>();
  private int faults;

  /** Who are there, and for what; how many of each. */
  private final Map<Client.Habit, Integer> crowd;

  private final Map<String, Rig.User> users = new TreeMap<>();

  Storm(Rig rig, Map<Client.Habit, Integer> crowd, boolean aloud) {
    this.rig = rig;
    this.crowd = crowd;
    this.seed = Long.getLong("berth.storm.seed", System.currentTimeMillis() % 1_000_000);
    this.random = new Random(seed);
    this.history = new History(aloud);
    this.audit = new Audit(rig, new Inside(users), history);
  }

  Random random() {
    return random;
  }

  History history() {
    return history;
  }

  /** What a storm consists of. */
  interface Work {
    void run() throws Exception;
  }

  /** All of it, and whether everything was right in it and after it. */
  void rage(Work rounds) throws Exception {
    history.note("-Dberth.storm.seed=" + seed);
    try {
      rig.start();
      for (var habit : Client.Habit.values()) {
        for (int i = 0; i < crowd.getOrDefault(habit, 0); i++) {
          var user = rig.user("%s-%d".formatted(habit.name().toLowerCase(Locale.ROOT), i));
          users.put(user.handle(), user);
          clients.add(new Client(user, habit, new Random(random.nextLong()), history));
        }
      }
      rounds.run();
      watched(this::drain);
      audit.nothingLeft();
      assertThat(rig.rows().leases())
          .as("each granted request is one lease")
          .hasSize(clients.stream().mapToInt(Client::requests).sum());
      assertThat(history.problems()).isEmpty();
    } catch (Exception | AssertionError e) {
      tell();
      throw e;
    }
    history.note(summary());
  }

  private String summary() {
    return ("%d operations, %d faults, %d leases, %d looks at all of them, %d logins;"
            + " %d containers that the engine lost; %d problems")
        .formatted(
            clients.stream().mapToInt(Client::operations).sum(),
            faults,
            clients.stream().mapToInt(Client::requests).sum(),
            audit.looks(),
            audit.logins(),
            audit.lostByEngine(),
            history.problems().size());
  }

  private void tell() throws IOException {
    System.err.println("The storm:");
    history.lines().forEach(System.err::println);
    System.err.println(summary());
    history.problems().forEach(problem -> System.err.println("PROBLEM " + problem));
  }

  /** Clients and faults at the same time, over when both are; then everything finds its place. */
  void round(BooleanSupplier more, List<Fault> faults) throws Exception {
    watched(
        () -> {
          try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = clients.stream().map(client -> run(threads, client, more)).toList();
            for (var fault : faults) {
              strike(fault);
            }
            for (var each : running) {
              each.get();
            }
          }
          audit.settled();
        });
  }

  private static Future<?> run(ExecutorService threads, Client client, BooleanSupplier more) {
    return threads.submit(() -> client.run(more));
  }

  private void strike(Fault fault) throws Exception {
    Pause.of(Duration.ofMillis(2_000 + random.nextInt(8_000)));
    history.note("FAULT " + fault);
    try {
      fault.strike(rig, random);
      faults++;
    } catch (Boxes.AwayException e) {
      history.note("not done: " + e.getMessage());
    }
    history.note("over: " + fault);
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
              var live = rig.rows().live();
              live.stream()
                  .filter(row -> !List.of("queued", "starting", "releasing").contains(row.state()))
                  .forEach(row -> rig.admin("DELETE", "/leases/" + row.id(), "").expect(202));
              assertThat(live).isEmpty();
            });
    history.note("drained");
  }
}
