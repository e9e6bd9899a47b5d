package dev.berth.gpu.store;

import static java.util.Objects.requireNonNull;

import dev.berth.gpu.ProbeStore;
import dev.berth.gpu.model.Probe;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.NodeId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Keeps in PostgreSQL who looks. Each method is one short transaction. */
@ApplicationScoped
class PanacheProbeStore implements ProbeStore, PanacheRepositoryBase<GpuProbeEntity, String> {

  private static final String NODE = NodeId.LOCAL.value();
  private static final Instant NOBODY = Instant.EPOCH;

  @Override
  public boolean claim(Instant now, Instant until, Instant notBefore) {
    // Whoever comes second waits for the row, and then reads that it is taken.
    return inTransaction(
            () ->
                update(
                    "claimedUntil = ?1 where node = ?2"
                        + " and (claimedUntil <= ?3 or claimedUntil > ?5)"
                        + " and (nextAt <= ?3 or begunAt is null or begunAt < ?4 or begunAt > ?5)",
                    until,
                    NODE,
                    now,
                    notBefore,
                    ClockSkew.ahead(now)))
        > 0;
  }

  @Override
  public void done(Probe probe, Instant until, Instant next) {
    inTransaction(
        () ->
            update(
                "begunAt = ?1, result = ?2, trouble = ?3, nextAt = ?4, claimedUntil = ?5"
                    + " where node = ?6 and claimedUntil = ?7",
                probe.begunAt(),
                probe.result(),
                probe.trouble(),
                next,
                NOBODY,
                NODE,
                until));
  }

  @Override
  public Optional<Probe> last() {
    return inTransaction(
        () ->
            findByIdOptional(NODE)
                .filter(row -> row.begunAt != null)
                .map(
                    row ->
                        new Probe(
                            requireNonNull(row.begunAt),
                            requireNonNull(row.result),
                            requireNonNull(row.trouble))));
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
