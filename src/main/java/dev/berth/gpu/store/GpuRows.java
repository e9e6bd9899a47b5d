package dev.berth.gpu.store;

import dev.berth.gpu.model.KnownGpu.Holder;
import dev.berth.gpu.model.ShareChange;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class GpuRows implements PanacheRepositoryBase<GpuEntity, String> {

  /** The lock under which GPUs are granted, till the end of the transaction. */
  void lockNode(NodeId node) {
    getSession()
        .createNativeQuery("select 1 from node where id = ?1 for no key update", Integer.class)
        .setParameter(1, node.value())
        .getSingleResult();
  }

  /** Every row as it is, kept so till the end of the transaction. */
  List<GpuEntity> lockAll() {
    return findAll(Sort.by("id")).withLock(LockModeType.PESSIMISTIC_WRITE).list();
  }

  /** Of a GPU or any share of it, who has booked it. */
  Optional<ShareChange> booked(GpuId gpu) {
    return getSession()
        .createNativeQuery(
            """
            select gpu.id, reservation.owner from reservation_gpu booked
            join gpu on gpu.id = booked.gpu
            join reservation on reservation.id = booked.reservation
            where ?1 in (gpu.id, gpu.parent) order by lower(booked.during) limit 1""",
            Object[].class)
        .setParameter(1, gpu.value())
        .getResultStream()
        .<ShareChange>map(
            row -> new ShareChange.Booked(new GpuId((String) row[0]), new UserId((String) row[1])))
        .findFirst();
  }

  /** By the GPU's id. */
  Map<String, Holder> holders() {
    var holders = new HashMap<String, Holder>();
    for (var row :
        getSession()
            .createNativeQuery(
                """
                select held.gpu, lease.owner, lease.id, lease.name from gpu_grant held
                join lease on lease.id = held.lease_id""",
                Object[].class)
            .getResultList()) {
      holders.put(
          (String) row[0],
          new Holder(new UserId((String) row[1]), new LeaseId((String) row[2]), (String) row[3]));
    }
    return holders;
  }
}
