package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.storm.Boxes.Box;
import dev.berth.storm.Rows.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether all is as it must be: at the database and the engine themselves, for Berth may be
 * down or wrong.
 */
final class Audit {

  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration SETTLED = Duration.ofSeconds(90);

  private final Rig rig;
  private final Inside inside;
  private final LostByEngine lost;
  private final History history;
  private @Nullable Rows before;
  private int looks;

  Audit(Rig rig, Inside inside, History history) {
    this.rig = rig;
    this.inside = inside;
    this.lost = new LostByEngine(rig);
    this.history = history;
  }

  /** How often everything could be looked at. */
  int looks() {
    return looks;
  }

  int logins() {
    return inside.logins();
  }

  int lostByEngine() {
    return lost.count();
  }

  /** Looks again and again, at what must hold at every moment. */
  void run(BooleanSupplier more) {
    while (more.getAsBoolean()) {
      look();
      Pause.of(EVERY);
    }
  }

  /** What is away is not looked at. */
  private void look() {
    try {
      givenTwice();
      var first = rig.boxes();
      var rows = rows();
      var running = rig.boxes().runningSince(first);
      Boxes.shared(running).forEach(history::problem);
      running.stream()
          .filter(box -> !holdsAllOf(rows.leases().get(box.lease()), box))
          .forEach(box -> history.problem(box + " runs, and its lease does not hold its GPUs"));
      looks++;
    } catch (Boxes.AwayException | Rows.AwayException e) {
      try {
        rows();
      } catch (Rows.AwayException away) {
        // Both are; the next look tells.
      }
    }
  }

  /** What the engine's hook has seen, which sees each start. */
  private void givenTwice() throws Boxes.AwayException {
    Path file = rig.gpus().state().resolve("twice");
    try {
      if (Files.exists(file)) {
        lost.givenTwice(Files.readAllLines(file))
            .forEach(line -> history.problem("given twice: " + line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rows rows() throws Rows.AwayException {
    var rows = rig.rows();
    rows.wrong().forEach(history::problem);
    try {
      lost.portsOfOthers(rows.keptByTheEngine()).forEach(history::problem);
    } catch (Boxes.AwayException _) {
      // The next look tells.
    }
    if (before != null) {
      rows.overtakings(before).forEach(history::problem);
    }
    before = rows;
    return rows;
  }

  private static boolean holdsAllOf(@Nullable Row row, Box box) {
    return row != null && row.grants().containsAll(box.gpus());
  }

  /** Waits until every lease is where it should be, and every container and GPU with it. */
  void settled() throws Exception {
    await("everything in its place")
        .atMost(SETTLED)
        .pollInterval(EVERY)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              var rows = rig.rows();
              var boxes = rig.boxes();
              var states = rig.gpuStates();
              lost.restore(states);
              assertThat(rig.rows()).as("unchanged meanwhile").isEqualTo(rows);
              assertInPlace(rows, boxes, states);
              for (var row : rows.live()) {
                if (row.ssh() && row.is("running")) {
                  inside.look(row);
                }
              }
              assertThat(Leaks.of(rig)).isEmpty();
            });
    Told.twice(rig.database()).forEach(history::problem);
    history.note("settled: " + count());
  }

  private static void assertInPlace(Rows rows, Boxes boxes, Map<String, String> states) {
    var live = rows.live();
    assertThat(live)
        .allMatch(row -> !List.of("starting", "stopping", "releasing").contains(row.state()));
    assertThat(boxes.running().stream().collect(Collectors.toMap(Box::name, Box::gpus)))
        .as("running containers and their GPUs")
        .isEqualTo(
            live.stream()
                .filter(row -> row.is("running"))
                .collect(Collectors.toMap(Audit::container, Row::grants)));
    // Whatever their names are: one that rests gets its own back at its next start.
    assertThat(live.stream().map(Row::id))
        .as("leases of containers, all live")
        .containsAll(boxes.containers().values().stream().map(Box::lease).toList());
    var held = live.stream().flatMap(row -> row.grants().stream()).collect(Collectors.toSet());
    assertThat(states)
        .hasSize(8)
        .allSatisfy(
            (gpu, state) -> assertThat(state).isEqualTo(held.contains(gpu) ? "held" : "free"));
    int free = states.size() - held.size();
    // Whoever is in front would start. Behind her others may be kept back from what is free.
    var wishes = live.stream().filter(row -> row.is("queued")).mapToInt(Row::wish).max();
    assertThat(wishes.orElse(Integer.MAX_VALUE))
        .as("the most that a lease waits for")
        .isGreaterThan(free);
  }

  private static String container(Row row) {
    return "berth-" + row.id().toLowerCase(Locale.ROOT);
  }

  private Map<String, Long> count() {
    try {
      return rig.rows().live().stream()
          .collect(Collectors.groupingBy(Row::state, Collectors.counting()));
    } catch (Rows.AwayException e) {
      return Map.of();
    }
  }

  /** Nothing is left of anybody. */
  /**
   * Removed by an admin, whoever they are of; what came to nothing is removed by itself. But an
   * engine that is killed in a build keeps the build's container, which nobody else may touch.
   */
  private void noSnapshots(String engine) throws Boxes.AwayException {
    Boxes.docker(engine, "container", "prune", "-f");
    await("no snapshots")
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              for (String image : rig.snapshots()) {
                rig.admin("DELETE", "/images/" + image, "");
              }
              assertThat(rig.snapshots()).isEmpty();
              assertThat(
                      Boxes.docker(engine, "images", "--filter", "label=dev.berth.snapshot", "-q"))
                  .isEmpty();
            });
  }

  void nothingLeft() throws Exception {
    givenTwice();
    assertThat(looks).isPositive();
    await("all GPUs free")
        .atMost(SETTLED)
        .untilAsserted(() -> assertThat(rig.gpuStates()).hasSize(8).allSatisfy(Audit::isFree));
    var rows = rig.rows();
    assertThat(rows.wrong()).isEmpty();
    assertThat(rows.live()).isEmpty();
    assertThat(rig.boxes().containers()).isEmpty();
    String engine = rig.gpus().engine();
    assertThat(Boxes.docker(engine, "ps", "-aq", "--filter", "status=running")).isEmpty();
    assertThat(Boxes.docker(engine, "volume", "ls", "-q").lines().filter(each -> !isHome(each)))
        .as("volumes other than homes, which stay")
        .isEmpty();
    assertThat(Boxes.docker(engine, "images", "-q", "--filter", "reference=berth-*-kept/*"))
        .as("copies of workspaces")
        .isEmpty();
    noSnapshots(engine);
    // Its own, for the next lease.
    assertThat(Boxes.docker(engine, "network", "ls", "-q", "--filter", rig.filter()).lines())
        .as("networks")
        .hasSizeLessThanOrEqualTo(1);
  }

  private static boolean isHome(String volume) {
    return volume.contains("-home-");
  }

  private static void isFree(String gpu, String state) {
    assertThat(state).as(gpu).isEqualTo("free");
  }
}
