package dev.berth.lease;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Uptime;
import dev.berth.plan.model.GpuWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When leases were up, as {@link InMemoryLeaseStore} knows it. */
public final class InMemoryUses {

  private final List<Row> rows = new ArrayList<>();

  /** A stretch in which a lease was up, or is; empty {@code until} while it is. */
  public record Row(
      LeaseId lease,
      UserId owner,
      Map<String, String> labels,
      List<GpuId> gpus,
      Instant from,
      Optional<Instant> until) {

    Row ended(Instant now) {
      return new Row(
          lease, owner, labels, gpus, from, Optional.of(now.isBefore(from) ? from : now));
    }
  }

  /** Oldest first. */
  public synchronized List<Row> rows() {
    return List.copyOf(rows);
  }

  synchronized void changed(Lease lease, Uptime uptime, Instant now) {
    switch (uptime) {
      case BEGINS ->
          rows.add(
              new Row(
                  lease.id(),
                  lease.owner(),
                  lease.spec().labels(),
                  lease.gpus().stream().map(Gpu::id).sorted().toList(),
                  now,
                  Optional.empty()));
      case ENDS ->
          rows.replaceAll(
              row ->
                  row.lease().equals(lease.id()) && row.until().isEmpty() ? row.ended(now) : row);
      case GOES_ON -> {}
    }
  }

  synchronized List<GpuWeek.Stretch> gpuTime(UserId owner, Instant since, Instant now) {
    return rows.stream()
        .filter(row -> row.owner().equals(owner) && !row.gpus().isEmpty())
        .filter(row -> row.from().isBefore(now) && row.until().orElse(now).isAfter(since))
        .map(
            row ->
                new GpuWeek.Stretch(
                    row.from(),
                    row.until().filter(now::isAfter).orElse(now),
                    row.gpus().stream().mapToDouble(GpuId::part).sum()))
        .toList();
  }
}
