package dev.berth.lease.model;

import dev.berth.kernel.ByteSize;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to change of a lease, everything checked; what is empty stays.
 *
 * @param secretEnv values in place of all those kept; always taken for a change
 */
public record Amendment(
    Optional<String> name,
    Optional<Instant> expiresAt,
    Optional<RestartPolicy> restart,
    Optional<Map<String, String>> labels,
    Limits limits,
    Optional<List<WantedPort>> ports,
    Optional<Map<String, String>> env,
    Optional<Map<String, String>> secretEnv,
    Optional<List<Mount>> mounts,
    Optional<IdleWish> idle) {

  /** What changes of its resources. */
  public record Limits(
      Optional<Double> cpus,
      Optional<ByteSize> memory,
      Optional<ByteSize> shmSize,
      Optional<Integer> pidsLimit) {

    Resources of(Resources now) {
      return new Resources(
          cpus.orElse(now.cpus()),
          memory.orElse(now.memory()),
          shmSize.orElse(now.shmSize()),
          pidsLimit.orElse(now.pidsLimit()),
          now.cpuset(),
          now.ulimits(),
          now.hostIpc(),
          now.disk());
    }
  }

  /** The lease as it should be, but for its expiry, and how that comes about. */
  public record Outcome(Lease next, Effect effect) {}

  /**
   * Applies all but the expiry.
   *
   * @param before with its old expiry
   * @param onTime with its new one
   */
  public Outcome of(Lease before, Lease onTime, Instant now) {
    var next = onTime.with(name.orElse(onTime.name()), spec(onTime.spec()));
    if (renews(before.spec(), next.spec())) {
      var state =
          next.state() instanceof LeaseState.Active active ? active.restart(now) : next.state();
      next = next.with(state).renewed();
    }
    return new Outcome(next, Effect.of(before, next));
  }

  private LeaseSpec spec(LeaseSpec now) {
    var program = now.program();
    var network = now.network();
    return new LeaseSpec(
        now.image(),
        now.ssh(),
        limits.of(now.resources()),
        now.login(),
        new Program(
            program.hostname(),
            env.orElse(program.env()),
            secretEnv.map(Map::keySet).orElse(program.secretEnv()),
            program.workdir(),
            program.command()),
        new Networking(
            network.mode(),
            network.joins(),
            ports.orElse(network.ports()),
            network.expose(),
            network.links(),
            network.dns()),
        mounts.orElse(now.mounts()),
        restart.orElse(now.restart()),
        labels.orElse(now.labels()),
        now.gpus(),
        idle.orElse(now.idle()));
  }

  /** Whether something changes that a container has from its making. */
  private boolean renews(LeaseSpec before, LeaseSpec after) {
    return secretEnv.isPresent()
        || !before.program().equals(after.program())
        || !before.mounts().equals(after.mounts())
        || !before.resources().shmSize().equals(after.resources().shmSize())
        || !withoutLabels(before).equals(withoutLabels(after));
  }

  private static List<WantedPort> withoutLabels(LeaseSpec spec) {
    return spec.network().ports().stream()
        .map(port -> new WantedPort(port.container(), port.protocol(), port.host(), ""))
        .toList();
  }

  /** Names of what changes, as the API has them, without a value. */
  public List<String> fields() {
    var fields = new LinkedHashMap<String, Function<Amendment, Optional<?>>>();
    fields.put("name", Amendment::name);
    fields.put("expiresAt", Amendment::expiresAt);
    fields.put("restart", Amendment::restart);
    fields.put("labels", Amendment::labels);
    fields.put("cpus", all -> all.limits().cpus());
    fields.put("memory", all -> all.limits().memory());
    fields.put("shmSize", all -> all.limits().shmSize());
    fields.put("pidsLimit", all -> all.limits().pidsLimit());
    fields.put("ports", Amendment::ports);
    fields.put("env", Amendment::env);
    fields.put("secretEnv", Amendment::secretEnv);
    fields.put("mounts", Amendment::mounts);
    fields.put("idle", Amendment::idle);
    return fields.entrySet().stream()
        .filter(field -> field.getValue().apply(this).isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Without values, which may be secret. */
  @Override
  public String toString() {
    return "Amendment" + fields();
  }
}
