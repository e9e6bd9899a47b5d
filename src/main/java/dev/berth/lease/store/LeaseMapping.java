package dev.berth.lease.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.Term;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Between rows and models. Its own mapper: the API's settings must not change what is stored. */
final class LeaseMapping {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private LeaseMapping() {}

  static Lease toModel(LeaseEntity row) {
    var state = StateRow.of(row.state, row.since, row.stateDetail).toModel();
    return new Lease(
        new LeaseId(row.id),
        new UserId(row.owner),
        row.name,
        read(row.spec, LeaseSpec.class),
        new NodeId(row.node),
        List.of(read(row.ports, GrantedPort[].class)),
        List.of(read(row.gpus, Gpu[].class)),
        row.hostKey,
        new Term(row.expiresAt, row.termLimit, Duration.ofSeconds(row.graceSeconds)),
        state,
        row.createdAt,
        row.generation,
        row.version);
  }

  static LeaseEntity toRow(NewLease request, Lease lease) {
    var row = new LeaseEntity();
    row.id = lease.id().value();
    row.owner = lease.owner().value();
    row.node = lease.node().value();
    row.hostKey = lease.hostKey();
    row.sealedHostKey = request.sealedHostKey();
    row.sealedSecrets = request.sealedSecrets().orElse(null);
    row.createdAt = lease.createdAt();
    row.graceSeconds = lease.term().grace().toSeconds();
    row.idempotencyKey = request.replay().map(NewLease.Replay::key).orElse(null);
    row.requestDigest = request.replay().map(NewLease.Replay::digest).orElse(null);
    copyChanging(lease, row, request.now());
    row.nextCheckAt = request.now();
    return row;
  }

  /** The part of a lease that changes in its life. */
  static void copyChanging(Lease lease, LeaseEntity row, Instant now) {
    warnAnew(lease, row, now);
    row.name = lease.name();
    row.spec = write(lease.spec());
    row.ports = write(lease.ports());
    row.gpus = write(lease.gpus());
    row.generation = lease.generation();
    row.expiresAt = lease.term().expiresAt();
    row.termLimit = lease.term().limit();
    copyState(lease.state(), row);
  }

  /** Which warnings are to come is looked at once the term or the state has changed. */
  private static void warnAnew(Lease lease, LeaseEntity row, Instant now) {
    boolean sameTerm = lease.term().expiresAt().equals(row.expiresAt);
    if (!sameTerm) {
      row.termSetAt = now;
    }
    if (!sameTerm || !lease.state().word().equals(row.state)) {
      row.nextWarningAt = lease.isLive() ? now : null;
    }
  }

  private static void copyState(LeaseState state, LeaseEntity row) {
    var flat = StateRow.of(state);
    row.state = flat.word();
    row.since = flat.since();
    row.stateDetail = write(flat.detail());
  }

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
