package dev.berth.api;

import dev.berth.image.Images;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.DurationText;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.plan.PlanConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@link LeaseRequest}: fills in defaults and collects everything that is wrong. */
@Singleton
class LeaseFields {

  static final String NAME = "[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?";

  private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
  private static final Pattern HOSTNAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
  // useradd's own rule, shortened; the names are system accounts that Debian and Berth use.
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Set<String> RESERVED_USERS =
      Set.of("root", "sshd", "daemon", "bin", "sys", "nobody", "sync", "mail", "man");
  private static final ByteSize LEAST_SHM = ByteSize.ofMebibytes(1);
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_ENV_VALUE = 32_768;
  private static final int MAX_ENV_TOTAL = 131_072;
  private static final int MAX_LABEL_VALUE = 256;
  private static final int LEAST_PIDS = 64;
  private static final double LEAST_CPUS = 0.1;

  private final PlanConfig plan;
  private final Images images;
  private final NodeLimits node;

  LeaseFields(PlanConfig plan, Images images, NodeLimits node) {
    this.plan = plan;
    this.images = images;
    this.node = node;
  }

  /** A request in which everything was right. */
  record Read(String name, LeaseSpec spec, Duration ttl) {}

  Read read(LeaseRequest request) {
    var wrong = new Violations();
    var limits = node.limits();
    String image = image(request.image(), wrong);
    String name = name(request.name(), image, wrong);
    if (request.gpus() != null && request.gpus() != 0) {
      wrong.add("gpus", "must be 0: this installation has no GPUs to give, not " + request.gpus());
    }
    var memory =
        size(
            "memory",
            request.memory(),
            plan.defaultMemory(),
            PlanConfig.LEAST_MEMORY,
            limits.memory(),
            wrong);
    var shm =
        size("shmSize", request.shmSize(), memory.half().toString(), LEAST_SHM, memory, wrong);
    var spec =
        new LeaseSpec(
            image,
            cpus(request.cpus(), limits.cpus(), wrong),
            memory,
            shm,
            pids(request.pidsLimit(), wrong),
            user(request.user(), wrong),
            request.home() == null || request.home(),
            hostname(request.hostname(), wrong),
            env(request.env(), wrong),
            labels(request.labels(), wrong));
    var ttl = ttl(request.ttl(), wrong);
    wrong.throwIfAny();
    return new Read(name, spec, ttl);
  }

  private String image(@Nullable String image, Violations wrong) {
    if (image == null) {
      wrong.add("image", "is needed: the name of an image in the catalogue, see /api/v1/images");
      return "";
    }
    if (images.find(image).isEmpty()) {
      wrong.add(
          "image",
          "must be an image of the catalogue, see /api/v1/images; there is no "
              + Violations.quote(image));
    }
    return image;
  }

  private static String name(@Nullable String name, String image, Violations wrong) {
    if (name == null) {
      String stem = image.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
      String random = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
      return (stem.length() > 32 ? stem.substring(0, 32) : stem) + "-" + random;
    }
    if (!NAME_PATTERN.matcher(name).matches()) {
      wrong.add(
          "name",
          "must be 1 to 42 of a-z, 0-9 and -, not first or last a dash, not "
              + Violations.quote(name));
    }
    return name;
  }

  private Duration ttl(@Nullable String text, Violations wrong) {
    if (text == null) {
      return plan.defaultTerm();
    }
    return duration("ttl", text, plan.maxTerm(), wrong);
  }

  /** A term or an extension, within what the plan allows. */
  static Duration duration(String field, String text, Duration most, Violations wrong) {
    Optional<Duration> parsed = DurationText.parse(text);
    if (parsed.isEmpty()) {
      wrong.add(field, "must be a duration like 8h, 2d12h or PT8H, not " + Violations.quote(text));
      return PlanConfig.LEAST_TERM;
    }
    if (parsed.get().compareTo(PlanConfig.LEAST_TERM) < 0 || parsed.get().compareTo(most) > 0) {
      wrong.add(
          field, "must be 5s to " + DurationText.format(most) + ", not " + Violations.quote(text));
    }
    return parsed.get();
  }

  private static ByteSize size(
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
      return plan.defaultPids();
    }
    if (pids < LEAST_PIDS || pids > PlanConfig.MOST_PIDS) {
      wrong.add(
          "pidsLimit", "must be " + LEAST_PIDS + " to " + PlanConfig.MOST_PIDS + ", not " + pids);
    }
    return pids;
  }

  private static String user(@Nullable String user, Violations wrong) {
    if (user == null) {
      return "dev";
    }
    if (!USER.matcher(user).matches()) {
      wrong.add(
          "user",
          "must be 1 to 32 of a-z, 0-9, _ and -, first a letter, not " + Violations.quote(user));
    } else if (RESERVED_USERS.contains(user)) {
      wrong.add("user", "must not be the system account " + Violations.quote(user));
    }
    return user;
  }

  private static @Nullable String hostname(@Nullable String hostname, Violations wrong) {
    if (hostname != null && !HOSTNAME.matcher(hostname).matches()) {
      wrong.add(
          "hostname",
          "must be 1 to 63 letters, digits and dashes, not " + Violations.quote(hostname));
    }
    return hostname;
  }

  private static Map<String, String> env(@Nullable Map<String, String> env, Violations wrong) {
    return entries(
        "env",
        env,
        MAX_ENV_VALUE,
        wrong,
        (name, value) -> {
          if (!ENV_NAME.matcher(name).matches()) {
            return "must be named with letters, digits and _, at most 128";
          }
          if (name.startsWith("BERTH_")) {
            return "must not be in Berth's own BERTH_ namespace";
          }
          return value.indexOf('\0') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0
              ? "must be one line: sshd can't pass more to a session"
              : null;
        });
  }

  private static Map<String, String> labels(
      @Nullable Map<String, String> labels, Violations wrong) {
    return entries(
        "labels",
        labels,
        MAX_LABEL_VALUE,
        wrong,
        (name, value) -> {
          if (!LABEL_NAME.matcher(name).matches()) {
            return "must be named with letters, digits and ._/-, at most 63";
          }
          return value.indexOf('\0') >= 0 ? "must not have a NUL character" : null;
        });
  }

  /** What is wrong with an entry, or null. */
  private interface Rule {
    @Nullable String check(String name, String value);
  }

  private static Map<String, String> entries(
      String field,
      @Nullable Map<String, String> entries,
      int maxValue,
      Violations wrong,
      Rule rule) {
    if (entries == null) {
      return Map.of();
    }
    if (entries.size() > MAX_ENTRIES) {
      wrong.add(field, "must have at most " + MAX_ENTRIES + " entries, not " + entries.size());
      return Map.of();
    }
    boolean good = true;
    int total = 0;
    for (var entry : entries.entrySet()) {
      String at = field + "." + Violations.quote(entry.getKey());
      @Nullable String value = entry.getValue();
      if (value == null) {
        wrong.add(at, "must not be null");
        good = false;
        continue;
      }
      total += entry.getKey().length() + value.length();
      String trouble = rule.check(entry.getKey(), value);
      if (trouble == null && value.length() > maxValue) {
        trouble = "must have at most " + maxValue + " characters, not " + value.length();
      }
      if (trouble != null) {
        wrong.add(at, trouble);
        good = false;
      }
    }
    if (total > MAX_ENV_TOTAL) {
      wrong.add(field, "must have at most " + MAX_ENV_TOTAL + " characters in all, not " + total);
    }
    return good ? entries : Map.of();
  }
}
