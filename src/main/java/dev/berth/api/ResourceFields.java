package dev.berth.api;

import dev.berth.api.LeaseRequest.UlimitRequest;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.Ulimit;
import dev.berth.lease.model.Resources;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.model.Amounts;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a workspace may use of the machine, within what node and plan allow. */
@Singleton
class ResourceFields {

  private static final ByteSize LEAST_SHM = ByteSize.ofMebibytes(1);
  private static final int LEAST_PIDS = 64;
  private static final double LEAST_CPUS = 0.1;
  private static final Pattern CPUSET =
      Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");
  private static final int MAX_CPUSET = 200;
  // docker run --ulimit.
  private static final Set<String> ULIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private final PlanConfig config;
  private final NodeLimits node;

  ResourceFields(PlanConfig config, NodeLimits node) {
    this.config = config;
    this.node = node;
  }

  Resources read(LeaseRequest request, Plan plan, Violations wrong) {
    return read(request, plan, config.defaultMemory(), wrong);
  }

  /** The same with another memory where the request names none. */
  Resources read(LeaseRequest request, Plan plan, String otherwise, Violations wrong) {
    var limits = node.limits();
    var memory =
        size(
            "memory", request.memory(), otherwise, PlanConfig.LEAST_MEMORY, limits.memory(), wrong);
    return new Resources(
        cpus(request.cpus(), limits.cpus(), wrong),
        memory,
        size("shmSize", request.shmSize(), memory.half().toString(), LEAST_SHM, memory, wrong),
        pids(request.pidsLimit(), wrong),
        cpuset(request.cpuset(), limits.cpus(), wrong),
        ulimits(request.ulimits(), wrong),
        hostIpc(request, plan, wrong),
        disk(request.disk(), plan, limits.limitsDisk(), wrong));
  }

  static ByteSize size(
      String field,
      @Nullable String text,
      String byDefault,
      ByteSize least,
      ByteSize most,
      Violations wrong) {
    var parsed = ByteSize.parse(text == null ? byDefault : text);
    if (parsed.isEmpty()) {
      wrong.add(
          field, "must be a size like 512m or 32g, not " + Violations.quote(String.valueOf(text)));
      return least;
    }
    var size = parsed.get();
    if (text == null) {
      return size.compareTo(most) < 0 ? size : most;
    }
    if (size.compareTo(least) < 0 || size.compareTo(most) > 0) {
      wrong.add(field, "must be " + least + " to " + most + ", not " + Violations.quote(text));
    }
    return size;
  }

  private static double cpus(@Nullable Double cpus, int most, Violations wrong) {
    if (cpus == null) {
      return most;
    }
    if (!(cpus >= LEAST_CPUS && cpus <= most)) {
      wrong.add("cpus", "must be " + LEAST_CPUS + " to " + most + " on this node, not " + cpus);
    }
    return cpus;
  }

  private int pids(@Nullable Integer pids, Violations wrong) {
    if (pids == null) {
      return config.defaultPids();
    }
    if (pids < LEAST_PIDS || pids > PlanConfig.MOST_PIDS) {
      wrong.add(
          "pidsLimit", "must be " + LEAST_PIDS + " to " + PlanConfig.MOST_PIDS + ", not " + pids);
    }
    return pids;
  }

  static @Nullable String cpuset(@Nullable String cpuset, int cpus, Violations wrong) {
    if (cpuset == null) {
      return null;
    }
    if (cpuset.length() > MAX_CPUSET || !CPUSET.matcher(cpuset).matches()) {
      wrong.add("cpuset", "must be CPU numbers like 0-2,4, not " + Violations.quote(cpuset));
      return cpuset;
    }
    for (String part : cpuset.split(",", -1)) {
      int[] ends = Arrays.stream(part.split("-", -1)).mapToInt(Integer::parseInt).toArray();
      if (ends[0] > ends[ends.length - 1] || ends[ends.length - 1] >= cpus) {
        wrong.add(
            "cpuset",
            "must be of the CPUs 0 to "
                + (cpus - 1)
                + " of this node, not "
                + Violations.quote(part));
        break;
      }
    }
    return cpuset;
  }

  private static Map<String, Ulimit> ulimits(
      @Nullable Map<String, UlimitRequest> ulimits, Violations wrong) {
    var read = new HashMap<String, Ulimit>();
    if (ulimits == null) {
      return read;
    }
    ulimits.forEach(
        (name, limit) -> {
          String field = "ulimits." + Violations.quote(name);
          if (!ULIMITS.contains(name)) {
            wrong.add(field, "must be of " + ULIMITS.stream().sorted().toList());
          } else if (limit == null || (limit.soft() == null && limit.hard() == null)) {
            wrong.add(field, "must have soft, hard or both");
          } else {
            long soft = Objects.requireNonNullElseGet(limit.soft(), limit::hard);
            long hard = Objects.requireNonNullElseGet(limit.hard(), limit::soft);
            if (soft < -1 || hard < -1) {
              wrong.add(field, "must be 0 or more, or -1 for no limit");
            } else if (hard != -1 && (soft == -1 || soft > hard)) {
              wrong.add(field, "must not have a soft limit of more than the hard one");
            }
            read.put(name, new Ulimit(soft, hard));
          }
        });
    return read;
  }

  private static @Nullable ByteSize disk(
      @Nullable String text, Plan plan, boolean limitsDisk, Violations wrong) {
    if (text == null) {
      return null;
    }
    if (!limitsDisk) {
      wrong.add(
          "disk",
          "can't be asked for: the engine can't hold a container to a size; it could on btrfs, zfs,"
              + " or an xfs that is mounted with pquota");
    }
    var most = plan.limits().amounts().maxDisk().orElse(Amounts.MOST_SIZE);
    return size("disk", text, text, Amounts.LEAST_SIZE, most, wrong);
  }

  private static boolean hostIpc(LeaseRequest request, Plan plan, Violations wrong) {
    if (request.ipc() == null || request.ipc().equals("private")) {
      return false;
    }
    if (!request.ipc().equals("host")) {
      wrong.add("ipc", "must be private or host, not " + Violations.quote(request.ipc()));
      return false;
    }
    FieldRules.allowed(plan.permissions().hostIpc(), "ipc", "host", "hostIpc", plan.name(), wrong);
    if (request.shmSize() != null) {
      wrong.add("shmSize", "must be left out with the host's ipc, whose /dev/shm it is");
    }
    return true;
  }
}
