package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.DiskReport;
import dev.berth.engine.model.DiskReport.VolumeSize;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What things of a {@link FakeEngine} take: files that were put there, and what a test says. */
public final class FakeDisk implements DiskEngine {

  private final FakeEngine engine;
  private final Map<LeaseId, Long> written = new HashMap<>();
  private final Map<String, Long> volumes = new HashMap<>();
  private Runnable meanwhile = () -> {};
  private Duration deadline = Duration.ofMinutes(10);

  public FakeDisk(FakeEngine engine) {
    this.engine = engine;
  }

  /** A program of a workspace writes so much; there for good. */
  public void write(LeaseId lease, long bytes) {
    written.put(lease, bytes);
  }

  public void fill(String volume, long bytes) {
    volumes.put(volume, bytes);
  }

  /** What happens while it is measured the next time. */
  public void whileMeasuring(Runnable what) {
    meanwhile = what;
  }

  public void deadline(Duration most) {
    deadline = most;
  }

  @Override
  public Duration deadline() {
    return deadline;
  }

  @Override
  public DiskReport measure() throws EngineException {
    var report = report();
    var next = meanwhile;
    meanwhile = () -> {};
    next.run();
    return report;
  }

  private DiskReport report() throws EngineException {
    return engine.call(
        Call.MEASURE,
        () -> {
          var layers = new HashMap<LeaseId, Long>();
          engine.copies.forEach((kept, files) -> layers.put(kept.lease(), bytes(files.values())));
          engine
              .containers
              .values()
              .forEach(
                  it ->
                      layers.put(
                          it.spec.lease(),
                          bytes(it.files.values()) + written.getOrDefault(it.spec.lease(), 0L)));
          return new DiskReport(
              layers,
              engine.volumes.entrySet().stream()
                  .map(
                      it ->
                          new VolumeSize(
                              it.getKey(), it.getValue(), volumes.getOrDefault(it.getKey(), 0L)))
                  .toList());
        });
  }

  private static long bytes(Collection<FileEntry> files) {
    return files.stream().mapToLong(file -> file.content().length).sum();
  }
}
