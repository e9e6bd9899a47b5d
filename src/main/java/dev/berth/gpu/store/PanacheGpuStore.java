package dev.berth.gpu.store;

import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.KnownGpu.Holder;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps GPUs in PostgreSQL. Each method is one short transaction. */
@ApplicationScoped
class PanacheGpuStore implements GpuStore {

  private final GpuRows rows;

  PanacheGpuStore(GpuRows rows) {
    this.rows = rows;
  }

  @Override
  public List<KnownGpu> list() {
    return inTransaction(
        () -> {
          var holders = rows.holders();
          return rows.listAll(Sort.by("idx", "id")).stream()
              .map(row -> toModel(row, holders.get(row.id)))
              .toList();
        });
  }

  private static KnownGpu toModel(GpuEntity row, @Nullable Holder holder) {
    return new KnownGpu(
        new Gpu(new GpuId(row.id), row.idx, row.model, new ByteSize(row.memoryBytes)),
        row.present,
        row.clean,
        row.draining,
        Optional.ofNullable(row.quarantine),
        Optional.ofNullable(holder),
        new Reading(row.usedMebibytes, row.utilization, row.temperature, row.processes),
        row.seenAt,
        Optional.ofNullable(row.busId));
  }

  @Override
  public List<FoundGpu> found(List<FoundGpu> gpus, Set<GpuId> dirtyBefore, Instant at) {
    return inTransaction(
        () -> {
          // No GPU is granted meanwhile; and none is given back or quarantined between the look at
          // its row and the write of it, for its whole row is written.
          rows.lockNode(NodeId.LOCAL);
          var known =
              rows.lockAll().stream().collect(Collectors.toMap(row -> row.id, Function.identity()));
          var held = rows.holders().keySet();
          known.values().forEach(row -> row.present = false);
          var quarantined = new ArrayList<FoundGpu>();
          for (var found : gpus) {
            String id = found.gpu().id().value();
            var row = known.computeIfAbsent(id, PanacheGpuStore::unknown);
            write(found, row, at);
            if (!held.contains(id)) {
              row.clean = found.clean() && (row.clean || dirtyBefore.contains(found.gpu().id()));
            }
            if (found.fault().isPresent() && row.quarantine == null) {
              row.quarantine = found.fault().get();
              quarantined.add(found);
            }
            rows.persist(row);
          }
          return quarantined;
        });
  }

  private static GpuEntity unknown(String id) {
    var row = new GpuEntity();
    row.id = id;
    row.node = NodeId.LOCAL.value();
    row.clean = true;
    return row;
  }

  private static void write(FoundGpu found, GpuEntity row, Instant at) {
    row.idx = found.gpu().index();
    row.model = found.gpu().model();
    row.memoryBytes = found.gpu().memory().bytes();
    row.present = true;
    row.usedMebibytes = found.reading().usedMebibytes();
    row.utilization = found.reading().utilization();
    row.temperature = found.reading().temperature();
    row.processes = found.reading().processes();
    row.busId = found.busId().orElse(null);
    row.seenAt = at;
  }

  @Override
  public boolean quarantine(GpuId gpu, String reason) {
    return change(gpu, row -> row.quarantine = reason);
  }

  @Override
  public boolean drain(GpuId gpu) {
    return change(gpu, row -> row.draining = true);
  }

  @Override
  public boolean restore(GpuId gpu) {
    return change(
        gpu,
        row -> {
          row.quarantine = null;
          row.draining = false;
        });
  }

  private boolean change(GpuId gpu, Consumer<GpuEntity> change) {
    return inTransaction(
        () -> {
          var row = rows.findById(gpu.value(), LockModeType.PESSIMISTIC_WRITE);
          if (row != null) {
            change.accept(row);
          }
          return row != null;
        });
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
