package dev.berth.bench;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to plan an admission: the whole queue anew, with every GPU held until a time of its
 * own and every lease with another term, which is the hardest case for a calendar.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class GpuQueueBenchmark {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final List<String> MODELS = List.of("A30", "A100", "H100", "B200");

  /** GPUs, and as many leases that wait. */
  @Param({"8", "100", "1000"})
  public int size;

  /** Of how many GPUs in a hundred somebody has booked a day. */
  @Param({"0", "10"})
  public int booked;

  private GpuQueue.State state;

  @Setup
  public void fill() {
    var random = new Random(42);
    var gpus = new ArrayList<Gpu>();
    var busy = new HashMap<GpuId, Instant>();
    var bookings = new ArrayList<GpuQueue.Booking>();
    for (int i = 0; i < size; i++) {
      int model = random.nextInt(MODELS.size());
      var id = new GpuId("GPU-%08x".formatted(i));
      gpus.add(new Gpu(id, i, MODELS.get(model), ByteSize.ofMebibytes(24_576L << model / 2)));
      busy.put(id, NOON.plusSeconds(random.nextInt(86_400)));
      if (random.nextInt(100) < booked) {
        var from = NOON.plusSeconds(random.nextInt(7 * 86_400));
        bookings.add(
            new GpuQueue.Booking(
                new UserId("user" + i % 50), Set.of(id), from, from.plusSeconds(86_400)));
      }
    }
    var waiting = new ArrayList<GpuQueue.Waiting>();
    for (int i = 0; i < size; i++) {
      waiting.add(waiting(i, random));
    }
    state =
        new GpuQueue.State(
            NOON,
            gpus,
            busy,
            bookings,
            waiting,
            new GpuQueue.Timing(Duration.ofMinutes(2), Duration.ofDays(2)));
  }

  private static GpuQueue.Waiting waiting(int i, Random random) {
    String model = random.nextInt(3) == 0 ? MODELS.get(random.nextInt(MODELS.size())) : null;
    return new GpuQueue.Waiting(
        new LeaseId("01ARZ3NDEKTSV4RRFFQ69G%04d".formatted(i)),
        new UserId("user" + i % 50),
        new GpuWish(1 << random.nextInt(2), model, null, List.of()),
        Set.of(),
        Duration.ofMinutes(10 + random.nextInt(2_880)),
        1 + i % 3,
        random.nextInt(100),
        NOON.minusSeconds(random.nextInt(86_400)),
        GpuQueue.Orders.NONE);
  }

  @Benchmark
  public GpuQueue.Plan plan() {
    return GpuQueue.plan(state);
  }
}
