package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.GpuProcess;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.engine.model.ObservedGpu.Card;
import dev.berth.engine.model.ObservedGpu.Health;
import dev.berth.engine.model.ObservedGpu.Load;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The GPUs of a {@link FakeEngine}, and what goes wrong with them on demand. */
public final class FakeGpus implements GpuEngine {

  private static final ByteSize MEMORY = ByteSize.ofMebibytes(81_920);
  private static final long IDLE = 3L << 20;

  private final FakeHost host;
  private final Map<String, ObservedGpu> gpus = new LinkedHashMap<>();
  private final List<String> givenTwice = new ArrayList<>();
  private final List<GpuProcess> processes = new ArrayList<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> lost = new HashSet<>();
  private final Set<FakeContainer> blind = new HashSet<>();
  private boolean driverBroken;
  private boolean hanging;

  FakeGpus(FakeHost host) {
    this.host = host;
  }

  /** One more, idle and healthy. */
  public void add(String uuid) {
    synchronized (host) {
      gpus.put(
          uuid,
          new ObservedGpu(
              uuid,
              gpus.size(),
              "Fake A100-SXM4-80GB",
              MEMORY,
              IDLE,
              new Load(0, 34, 55.0),
              new Health(0L, false, false, false),
              new Card(null, "0", false, true, GpuSpot.UNKNOWN),
              null));
    }
  }

  /**
   * How busy it looks.
   *
   * @param memory bytes in use, whoever uses them
   */
  public void use(String uuid, int utilization, long memory) {
    change(
        uuid,
        gpu ->
            new ObservedGpu(
                uuid,
                gpu.index(),
                gpu.model(),
                gpu.memory(),
                memory,
                new Load(utilization, gpu.load().temperature(), gpu.load().power()),
                gpu.health(),
                gpu.card(),
                gpu.mig()));
  }

  /** How well it is. */
  public void ail(String uuid, Health health) {
    change(
        uuid,
        gpu ->
            new ObservedGpu(
                uuid,
                gpu.index(),
                gpu.model(),
                gpu.memory(),
                gpu.memoryUsed(),
                gpu.load(),
                health,
                gpu.card(),
                gpu.mig()));
  }

  private void change(String uuid, UnaryOperator<ObservedGpu> change) {
    synchronized (host) {
      gpus.computeIfPresent(uuid, (_, gpu) -> change.apply(gpu));
    }
  }

  public void addProcess(GpuProcess process) {
    synchronized (host) {
      processes.add(process);
    }
  }

  /** No container starts with it any more, though a probe still shows it. */
  public void breakGpu(String uuid) {
    synchronized (host) {
      broken.add(uuid);
    }
  }

  /** It falls off the bus: no probe shows it, and none of its containers sees it. */
  public void lose(String uuid) {
    synchronized (host) {
      lost.add(uuid);
    }
  }

  /** Nobody gets a GPU until the driver works again. */
  public void breakDriver(boolean isBroken) {
    synchronized (host) {
      driverBroken = isBroken;
    }
  }

  /** The driver answers nobody. */
  public void hang(boolean hangs) {
    synchronized (host) {
      hanging = hangs;
    }
  }

  /** Containers that run with it lose sight of their GPUs until they start again. */
  public void blind(String uuid) {
    synchronized (host) {
      host.containers.values().stream()
          .filter(each -> each.isRunning() && each.spec.gpus().contains(uuid))
          .forEach(blind::add);
    }
  }

  /** Every GPU is well and idle again, and the driver too. */
  public void heal() {
    synchronized (host) {
      processes.clear();
      broken.clear();
      lost.clear();
      blind.clear();
      driverBroken = false;
      hanging = false;
      var all = List.copyOf(gpus.keySet());
      gpus.clear();
      all.forEach(this::add);
    }
  }

  /** GPUs that a container was started with while another one ran with them. */
  public List<String> givenTwice() {
    return List.copyOf(givenTwice);
  }

  /** Before a container starts with these. */
  void require(FakeContainer container, Collection<FakeContainer> others) throws EngineException {
    List<String> wanted = container.spec.gpus();
    others.stream()
        .filter(FakeContainer::isRunning)
        .flatMap(other -> other.spec.gpus().stream())
        .filter(wanted::contains)
        .forEach(givenTwice::add);
    if (wanted.isEmpty()) {
      return;
    }
    if (gpus.isEmpty() || driverBroken) {
      throw new EngineException.NoGpuSupport("could not select device driver");
    }
    for (String uuid : wanted) {
      if (!gpus.containsKey(uuid) || broken.contains(uuid) || lost.contains(uuid)) {
        throw new EngineException.GpuFailed(uuid + ": unknown device", Optional.of(uuid));
      }
    }
    blind.remove(container);
  }

  @Override
  public GpuReport probe(ImageRef image) throws EngineException {
    return host.call(
        Call.PROBE_GPUS,
        () -> {
          if (!host.images.has(image)) {
            throw new EngineException.ImageMissing("No such image: " + image);
          }
          if (gpus.isEmpty() || driverBroken) {
            return new GpuReport.Unsupported("could not select device driver");
          }
          if (hanging) {
            return new GpuReport.NoAnswer(Duration.ofSeconds(20));
          }
          return new GpuReport.Seen(
              gpus.values().stream().filter(gpu -> !lost.contains(gpu.uuid())).toList(),
              processes,
              List.of());
        });
  }

  @Override
  public GpuReport load(LeaseId lease) throws EngineException {
    return switch (visibleGpus(lease)) {
      case VisibleGpus.NoAnswer(var limit) -> new GpuReport.NoAnswer(limit);
      case VisibleGpus.Failed(var text) -> new GpuReport.Failed(text);
      case VisibleGpus.Visible(var uuids) -> {
        synchronized (host) {
          yield new GpuReport.Seen(
              uuids.stream().map(gpus::get).toList(),
              processes.stream().filter(process -> uuids.contains(process.gpu())).toList(),
              List.of());
        }
      }
    };
  }

  @Override
  public VisibleGpus visibleGpus(LeaseId lease) throws EngineException {
    return host.call(
        Call.VISIBLE_GPUS,
        () -> {
          FakeContainer container = host.require(lease.containerName());
          if (!container.isRunning()) {
            throw new EngineException.Rejected(lease.containerName() + " does not run");
          }
          List<String> given = container.spec.gpus();
          if (given.isEmpty()) {
            return new VisibleGpus.Failed("nvidia-smi: not found");
          }
          if (hanging) {
            return new VisibleGpus.NoAnswer(Duration.ofSeconds(20));
          }
          if (blind.contains(container)) {
            return new VisibleGpus.Failed("Failed to initialize NVML: Unknown Error");
          }
          return given.stream().anyMatch(lost::contains)
              ? new VisibleGpus.Failed("GPU is lost")
              : new VisibleGpus.Visible(given);
        });
  }
}
