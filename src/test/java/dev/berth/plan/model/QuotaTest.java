package dev.berth.plan.model;

import static dev.berth.plan.model.Holding.Standing.KEPT;
import static dev.berth.plan.model.Holding.Standing.LEAVING;
import static dev.berth.plan.model.Holding.Standing.UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.GpuWeek.Stretch;
import dev.berth.plan.model.Holding.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QuotaTest {

  private static final Instant NOON = Instant.parse("2026-01-08T12:00:00Z");
  private static final Limits LIMITS =
      SampleLimits.of(
          5,
          new Amounts(
              3, 2, 4, Optional.of(100), 6, gibibytes(32), gibibytes(16), 6, 1, Optional.empty()));

  @Example
  void allowsWhatJustFits() {
    var use = use(box("a", UP, 2), box("b", UP, 1), box("c", KEPT, 4));
    assertThat(Quota.check(use, Demand.of(box("d", UP, 1)), LIMITS)).isEmpty();
  }

  @Example
  void namesLimitUseAndWhatToRelease() {
    var use = use(box("a", UP, 1), box("b", UP, 2), box("c", KEPT, 4));
    assertThat(detail(use, Demand.of(box("d", UP, 2))))
        .isEqualTo(
            "maxGpus: 3 of 4 GPUs in use, 2 more asked for;"
                + " stop or release 'b' (2) or 'a' (1)");
  }

  @Example
  void saysHowMuchCanBeAskedForWhereReleasingHelpsNothing() {
    assertThat(detail(use(box("a", UP, 1)), Demand.of(box("d", UP, 5))))
        .isEqualTo("maxGpus: 1 of 4 GPUs in use, 5 more asked for; ask for at most 4 in all");
  }

  @Example
  void countsLeasesThatAreUpAndThoseThatAreNot() {
    var up = use(box("a", UP, 0), box("b", UP, 0), box("c", UP, 0), box("e", LEAVING, 1));
    assertThat(limit(up, Demand.of(box("d", UP, 0)))).contains("maxRunning");
    assertThat(Quota.check(use(box("a", LEAVING, 4)), Demand.of(box("d", UP, 4)), LIMITS))
        .isEmpty();
    var five =
        use(
            box("a", UP, 0),
            box("b", UP, 0),
            box("c", KEPT, 0),
            box("e", KEPT, 0),
            box("f", LEAVING, 0));
    assertThat(limit(five, Demand.of(box("d", UP, 0)))).contains("maxLeases");
  }

  @Example
  void givesNoNewLeaseToWhoeverKeepsTooMany() {
    var two = use(box("a", KEPT, 0), box("b", KEPT, 0));
    assertThat(Quota.check(two, Demand.of(box("d", UP, 0)), LIMITS)).isEmpty();
    var three = use(box("a", KEPT, 0), box("b", KEPT, 0), box("c", KEPT, 0));
    assertThat(detail(three, Demand.of(box("d", UP, 0))))
        .isEqualTo(
            "maxKept: 3 of 2 stopped, expired or failed leases in use, 0 more asked for;"
                + " release 'a' (1) or 'b' (1) or 'c' (1)");
    assertThat(Quota.check(three, Demand.of(box("c", KEPT, 0), box("c", UP, 0)), LIMITS)).isEmpty();
  }

  @Example
  void countsPortsOfLeasesThatRestToo() {
    var use = use(ports("a", KEPT, 3), ports("b", UP, 2));
    assertThat(limit(use, Demand.of(ports("c", UP, 2)))).contains("maxPorts");
    assertThat(limit(use, Demand.of(ports("c", UP, 1)))).isEmpty();
  }

  @Example
  void addsUpTenthsOfCpusAndSizes() {
    var use =
        new Use(IntStream.range(0, 59).mapToObj(i -> cpus("box" + i, 0.1)).toList(), GpuWeek.NONE);
    var many = SampleLimits.of(100, amounts(100));
    assertThat(Quota.check(use, Demand.of(cpus("c", 0.1)), many)).isEmpty();
    assertThat(Quota.check(use, Demand.of(cpus("c", 0.2)), many).orElseThrow())
        .extracting(Quota.Exceeded::used, Quota.Exceeded::allowed, Quota.Exceeded::wanted)
        .containsExactly("5.9", "6", "0.2");
    assertThat(Quota.check(use(box("a", UP, 0)), Demand.of(memory("c", 31)), LIMITS).orElseThrow())
        .extracting(Quota.Exceeded::used, Quota.Exceeded::allowed, Quota.Exceeded::wanted)
        .containsExactly("2g", "32g", "31g");
  }

  @Example
  void checksOnlyWhatGrows() {
    var tooMuch = use(memory("a", 40), box("b", UP, 1));
    assertThat(Quota.check(tooMuch, Demand.of(memory("a", 40), memory("a", 39)), LIMITS)).isEmpty();
    assertThat(Quota.check(tooMuch, Demand.of(box("b", UP, 1), box("b", UP, 2)), LIMITS)).isEmpty();
    assertThat(limit(tooMuch, Demand.of(box("b", UP, 1), memory("b", 3)))).contains("maxMemory");
  }

  @Example
  void saysWhenGpuHoursComeBack() {
    // 4 GPUs for 25 hours, begun four days ago.
    var from = NOON.minus(Duration.ofDays(4));
    var week = new GpuWeek(NOON, List.of(new Stretch(from, from.plus(Duration.ofHours(25)), 4)));
    var use = new Use(List.of(), week);
    assertThat(week.used()).isEqualTo(Duration.ofHours(100));
    assertThat(detail(use, Demand.of(box("d", UP, 1))))
        .isEqualTo(
            "gpuHoursPerWeek: 100 of 100 GPU-hours of seven days in use, some more asked for;"
                + " hours come back from 2026-01-11T12:00:00Z on");
    assertThat(Quota.check(use, Demand.of(box("d", UP, 0)), LIMITS)).isEmpty();
    assertThat(week.backAt(Duration.ofHours(60)))
        .contains(from.plus(Duration.ofDays(7)).plus(Duration.ofHours(10)).plusMillis(1));
    assertThat(week.backAt(Duration.ZERO)).isEmpty();
    assertThat(week.backAt(Duration.ofHours(101))).contains(NOON);
  }

  @Example
  void countsNoGpuHoursWithoutALimit() {
    var week = new GpuWeek(NOON, List.of(new Stretch(NOON.minus(Duration.ofDays(9)), NOON, 1000)));
    assertThat(week.used()).isEqualTo(Duration.ofHours(168_000));
    assertThat(
            Quota.check(
                new Use(List.of(), week), Demand.of(box("d", UP, 1)), SampleLimits.leases(1)))
        .isEmpty();
  }

  /** Whatever history of requests: no limit is ever broken, and nothing that fits is refused. */
  @Property
  void neverLetsAnybodyOverALimit(@ForAll("requests") List<Holding> requests) {
    var held = new ArrayList<Holding>();
    for (var request : requests) {
      var use = new Use(held, GpuWeek.NONE);
      var with = new ArrayList<>(held);
      with.add(request);
      boolean fits =
          List.of(Limit.values()).stream()
              .allMatch(limit -> new Use(with, GpuWeek.NONE).of(limit) <= limit.of(LIMITS));
      var exceeded = Quota.check(use, Demand.of(request), LIMITS);
      assertThat(exceeded.isEmpty()).isEqualTo(fits);
      if (fits) {
        held.add(request);
      }
    }
  }

  /** Stopping is never refused, and makes room for the same lease to come back. */
  @Property
  void takesBackWhatWasStopped(@ForAll("requests") List<Holding> leases) {
    var one = leases.getFirst();
    var down = standing(one, KEPT);
    var use = new Use(leases, GpuWeek.NONE);
    assertThat(Quota.check(use, Demand.of(one, down), LIMITS)).isEmpty();

    var others = new ArrayList<>(leases.subList(1, leases.size()));
    others.add(down);
    boolean fitted =
        List.of(Limit.RUNNING, Limit.GPUS, Limit.CPUS, Limit.MEMORY, Limit.SHM).stream()
            .allMatch(limit -> use.of(limit) <= limit.of(LIMITS) || limit.of(one) == 0);
    assertThat(Quota.check(new Use(others, GpuWeek.NONE), Demand.of(down, one), LIMITS).isEmpty())
        .isEqualTo(fitted);
  }

  @Property
  void getsHoursBackAtTheFirstMomentPossible(
      @ForAll("stretches") List<Stretch> stretches, @ForAll("hours") int allowed) {
    var back = new GpuWeek(NOON, stretches).backAt(Duration.ofHours(allowed)).orElseThrow();
    assertThat(new GpuWeek(back, stretches).used()).isLessThan(Duration.ofHours(allowed));
    if (back.isAfter(NOON)) {
      assertThat(new GpuWeek(back.minusMillis(1), stretches).used())
          .isGreaterThanOrEqualTo(Duration.ofHours(allowed));
    }
    assertThat(back).isBetween(NOON, NOON.plus(Duration.ofDays(7)));
  }

  @Provide
  Arbitrary<List<Holding>> requests() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.of(0.1, 0.5, 1.5, 2.0, 7.0),
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(1, 20),
            Arbitraries.integers().between(0, 4))
        .as(
            (gpus, cpus, memory, shm, ports) ->
                new Holding("x", UP, gpus, cpus, gibibytes(memory), gibibytes(shm), ports))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Stretch>> stretches() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 20_000),
            Arbitraries.integers().between(0, 5_000),
            Arbitraries.integers().between(1, 8))
        .as(
            (before, minutes, gpus) -> {
              var until = NOON.minus(Duration.ofMinutes(before));
              return new Stretch(until.minus(Duration.ofMinutes(minutes)), until, gpus);
            })
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<Integer> hours() {
    return Arbitraries.integers().between(1, 500);
  }

  private static Optional<String> limit(Use use, Demand demand) {
    return Quota.check(use, demand, LIMITS).map(Quota.Exceeded::limit);
  }

  private static String detail(Use use, Demand demand) {
    return Quota.check(use, demand, LIMITS).orElseThrow().detail();
  }

  private static Use use(Holding... leases) {
    return new Use(List.of(leases), GpuWeek.NONE);
  }

  private static Amounts amounts(int leases) {
    var amounts = LIMITS.amounts();
    return new Amounts(
        leases,
        amounts.maxKept(),
        amounts.maxGpus(),
        amounts.gpuHoursPerWeek(),
        amounts.maxCpus(),
        gibibytes(1000),
        gibibytes(1000),
        leases,
        amounts.weight(),
        amounts.maxDisk());
  }

  private static Holding box(String name, Standing standing, int gpus) {
    return new Holding(name, standing, gpus, 1, gibibytes(2), gibibytes(1), 1);
  }

  private static Holding standing(Holding lease, Standing standing) {
    return new Holding(
        lease.lease(),
        standing,
        lease.gpus(),
        lease.cpus(),
        lease.memory(),
        lease.shm(),
        lease.ports());
  }

  private static Holding ports(String name, Standing standing, int ports) {
    return new Holding(name, standing, 0, 1, gibibytes(2), gibibytes(1), ports);
  }

  private static Holding cpus(String name, double cpus) {
    return new Holding(name, UP, 0, cpus, gibibytes(1), gibibytes(1), 1);
  }

  private static Holding memory(String name, int gibibytes) {
    return new Holding(name, UP, 0, 1, gibibytes(gibibytes), gibibytes(1), 1);
  }

  private static ByteSize gibibytes(int count) {
    return ByteSize.ofMebibytes(1024L * count);
  }
}
