package dev.berth.gpu.store;

import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.KnownGpu.Holder;
import dev.berth.gpu.model.KnownGpu.Sharing;
import dev.berth.gpu.model.Reading;
import dev.berth.gpu.model.ShareChange;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.NodeId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
          var held = devices(holders.keySet());
          var all = rows.listAll(Sort.by("idx", "id"));
          var byId = all.stream().collect(Collectors.toMap(row -> row.id, Function.identity()));
          return all.stream()
              .map(
                  row -> {
                    var whole = row.parent == null ? row : byId.getOrDefault(row.parent, row);
                    return toModel(row, whole, holders.get(row.id), held.contains(whole.id));
                  })
              .toList();
        });
  }

  /** Those of which somebody has a share, or all. */
  private static Set<String> devices(Set<String> held) {
    return held.stream().map(id -> new GpuId(id).device().value()).collect(Collectors.toSet());
  }

  private static KnownGpu toModel(
      GpuEntity row, GpuEntity whole, @Nullable Holder holder, boolean held) {
    return new KnownGpu(
        new Gpu(
            new GpuId(row.id),
            row.idx,
            row.model,
            new ByteSize(row.memoryBytes),
            new GpuSpot(row.link, row.numa)),
        row.present,
        row.clean,
        whole.draining,
        Optional.ofNullable(whole.quarantine),
        Optional.ofNullable(holder),
        new Reading(row.usedMebibytes, row.utilization, row.temperature, row.processes),
        row.seenAt,
        Optional.ofNullable(row.busId),
        new Sharing(row.shares, held));
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
          for (var found : withShares(gpus, known, devices(held))) {
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

  private static List<FoundGpu> withShares(
      List<FoundGpu> gpus, Map<String, GpuEntity> known, Set<String> held) {
    return gpus.stream()
        .flatMap(
            found -> {
              String id = found.gpu().id().value();
              var row = known.get(id);
              return row == null || row.shares == 1
                  ? Stream.of(found)
                  : Stream.concat(
                      Stream.of(found), found.shares(row.shares, held.contains(id)).stream());
            })
        .toList();
  }

  private static GpuEntity unknown(String id) {
    var row = new GpuEntity();
    row.id = id;
    row.shares = 1;
    row.node = NodeId.LOCAL.value();
    row.clean = true;
    return row;
  }

  private static void write(FoundGpu found, GpuEntity row, Instant at) {
    row.idx = found.gpu().index();
    row.model = found.gpu().model();
    row.memoryBytes = found.gpu().memory().bytes();
    row.link = found.gpu().spot().link();
    row.numa = found.gpu().spot().numa();
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

  @Override
  public ShareChange share(GpuId gpu, int shares) {
    return inTransaction(
        () -> {
          // No share is granted or booked meanwhile.
          rows.lockNode(NodeId.LOCAL);
          var all = rows.lockAll();
          var row = all.stream().filter(each -> each.id.equals(gpu.value())).findFirst();
          if (row.isEmpty() || gpu.namesShare()) {
            return new ShareChange.Unknown();
          }
          var taken = held(gpu).or(() -> rows.booked(gpu));
          if (taken.isEmpty() && row.get().shares != shares) {
            share(row.get(), all, shares);
          }
          return taken.orElseGet(ShareChange.Changed::new);
        });
  }

  private Optional<ShareChange> held(GpuId gpu) {
    return rows.holders().entrySet().stream()
        .map(entry -> new ShareChange.Held(new GpuId(entry.getKey()), entry.getValue()))
        .filter(it -> it.gpu().device().equals(gpu))
        .min(Comparator.comparing(ShareChange.Held::gpu))
        .map(Function.identity());
  }

  private void share(GpuEntity whole, List<GpuEntity> all, int shares) {
    var before = all.stream().filter(row -> whole.id.equals(row.parent)).toList();
    // What a share was left with is on the GPU.
    whole.clean = before.isEmpty() ? whole.clean : before.stream().allMatch(row -> row.clean);
    whole.shares = shares;
    before.forEach(rows::delete);
    if (shares > 1) {
      var found = toModel(whole, whole, null, false);
      for (var share : found.gpu().shares(shares)) {
        var row = unknown(share.id().value());
        row.parent = whole.id;
        write(
            new FoundGpu(share, found.reading(), Optional.empty(), whole.clean, found.busId()),
            row,
            whole.seenAt);
        row.present = whole.present;
        row.clean = whole.clean;
        rows.persist(row);
      }
    }
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
