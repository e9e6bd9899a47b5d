package dev.berth.usage.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.usage.model.Reckoning.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReckoningTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final GpuId GPU = new GpuId("GPU-0");
  private static final int MOST_MINUTES = 60;

  /** A stretch in minutes, each GPU with the minutes in which it was idle. */
  record Sketch(int lease, int from, int until, Map<Integer, List<Integer>> gpus) {

    /** Leases of one number have the same owner and label. */
    LeaseUse use(Span range) {
      var idle = new HashMap<GpuId, Duration>();
      gpus.forEach(
          (gpu, minutes) ->
              idle.put(
                  gpu(gpu),
                  minutes.stream()
                      .filter(minute -> from <= minute && minute < until)
                      .map(minute -> new Span(at(minute), at(minute + 1)).within(range))
                      .reduce(Duration.ZERO, Duration::plus)));
      return new LeaseUse(
          new LeaseId("%026d".formatted(lease)),
          new UserId("user" + lease % 3),
          "plan" + lease % 2,
          Optional.of("label" + lease % 2).filter(_ -> lease % 4 != 0),
          gpus.keySet().stream().map(Sketch::gpu).sorted().toList(),
          new Span(at(from), at(until)),
          idle);
    }

    private static GpuId gpu(int number) {
      return new GpuId("GPU-" + number);
    }

    Stream<Optional<String>> keys(Grouping by) {
      var use = use(new Span(at(0), at(1)));
      return switch (by) {
        case USER -> Stream.of(Optional.of(use.owner().value()));
        case PLAN -> Stream.of(Optional.of(use.plan()));
        case LABEL -> Stream.of(use.label());
        case GPU -> gpus.keySet().stream().map(gpu -> Optional.of(gpu(gpu).value()));
        case LEASE -> Stream.of(Optional.of(use.lease().value()));
      };
    }
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  @Provide
  Arbitrary<List<Sketch>> history() {
    var minute = Arbitraries.integers().between(0, MOST_MINUTES);
    var gpus =
        Arbitraries.maps(
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, MOST_MINUTES).set().ofMaxSize(20))
            .ofMaxSize(3);
    return Combinators.combine(Arbitraries.integers().between(1, 6), minute, minute, gpus)
        .as(
            (lease, one, other, idle) -> {
              var minutes = new HashMap<Integer, List<Integer>>();
              idle.forEach((gpu, set) -> minutes.put(gpu, List.copyOf(set)));
              // Two stretches of a lease may overlap: the clock was set back in between.
              return new Sketch(lease, Math.min(one, other), Math.max(one, other), minutes);
            })
        .list()
        .ofMaxSize(12);
  }

  /** Minute by minute, GPU by GPU. */
  private static Item counted(
      Optional<String> key, List<Sketch> history, Grouping by, int from, int until) {
    long leases = 0;
    long gpus = 0;
    long idle = 0;
    for (int minute = from; minute < until; minute++) {
      for (var sketch : history) {
        if (sketch.from() > minute || minute >= sketch.until()) {
          continue;
        }
        for (var own : sketch.keys(by).filter(key::equals).toList()) {
          leases++;
          for (var gpu : sketch.gpus().entrySet()) {
            if (by != Grouping.GPU || own.equals(Optional.of("GPU-" + gpu.getKey()))) {
              gpus++;
              idle += gpu.getValue().contains(minute) ? 1 : 0;
            }
          }
        }
      }
    }
    return new Item(
        key, Duration.ofMinutes(leases), Duration.ofMinutes(gpus), Duration.ofMinutes(idle));
  }

  @Property
  void countsWhatOneCountsMinuteByMinute(
      @ForAll("history") List<Sketch> history,
      @ForAll Grouping by,
      @ForAll int one,
      @ForAll int two) {
    int a = Math.floorMod(one, MOST_MINUTES);
    int b = Math.floorMod(two, MOST_MINUTES);
    int from = Math.min(a, b);
    int until = Math.max(a, b) + 1;
    var range = new Span(at(from), at(until));

    var sums = Reckoning.of(range, by, history.stream().map(each -> each.use(range)).toList());

    var expected =
        history.stream()
            .flatMap(sketch -> sketch.keys(by))
            .distinct()
            .map(key -> counted(key, history, by, from, until))
            .filter(item -> item.leases().isPositive())
            .toList();
    assertThat(sums).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(sums).allMatch(item -> item.idle().compareTo(item.gpus()) <= 0);
  }

  @Property
  void aTimeIsTheSumOfItsParts(@ForAll("history") List<Sketch> history, @ForAll Grouping by) {
    var whole = total(history, by, 0, MOST_MINUTES);
    var parts =
        IntStream.range(0, 6).mapToObj(i -> total(history, by, 10 * i, 10 * i + 10)).toList();
    assertThat(parts.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(whole);
  }

  private static Duration total(List<Sketch> history, Grouping by, int from, int until) {
    var range = new Span(at(from), at(until));
    return Reckoning.of(range, by, history.stream().map(each -> each.use(range)).toList()).stream()
        .map(item -> item.leases().plus(item.gpus()).plus(item.idle()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Test
  void saysFirstWhatMostGpuTimeWentTo() {
    var range = new Span(at(0), at(60));
    var uses =
        Stream.of(
                new Sketch(1, 0, 10, Map.of(0, List.of(1, 2))),
                new Sketch(2, 0, 60, Map.of()),
                new Sketch(3, 30, 40, Map.of(0, List.of(), 1, List.of())))
            .map(sketch -> sketch.use(range))
            .toList();
    assertThat(Reckoning.of(range, Grouping.USER, uses))
        .containsExactly(
            item("user0", 10, 20, 0), item("user1", 10, 10, 2), item("user2", 60, 0, 0));
    assertThat(Reckoning.of(range, Grouping.GPU, uses))
        .containsExactly(item(GPU.value(), 20, 20, 2), item("GPU-1", 10, 10, 0));
  }

  private static Item item(String key, int leases, int gpus, int idle) {
    return new Item(
        Optional.of(key),
        Duration.ofMinutes(leases),
        Duration.ofMinutes(gpus),
        Duration.ofMinutes(idle));
  }

  @Test
  void aShareCountsAsItsPartOfItsGpu() {
    var hour = new Span(NOON, NOON.plus(Duration.ofHours(1)));
    var share = GPU.share(3, 4);
    var use =
        new LeaseUse(
            new LeaseId("%026d".formatted(1)),
            new UserId("ada"),
            "default",
            Optional.empty(),
            List.of(share, new GpuId("GPU-1")),
            hour,
            Map.of(share, Duration.ofMinutes(40)));
    assertThat(Reckoning.of(hour, Grouping.USER, List.of(use)))
        .containsExactly(
            new Reckoning.Item(
                Optional.of("ada"),
                Duration.ofHours(1),
                Duration.ofMinutes(75),
                Duration.ofMinutes(10)));
    assertThat(Reckoning.of(hour, Grouping.GPU, List.of(use)))
        .contains(
            new Reckoning.Item(
                Optional.of("GPU-0"),
                Duration.ofHours(1),
                Duration.ofMinutes(15),
                Duration.ofMinutes(10)));
  }
}
