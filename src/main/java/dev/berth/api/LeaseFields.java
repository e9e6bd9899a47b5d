package dev.berth.api;

import dev.berth.api.LeaseRequest.IdleRequest;
import dev.berth.dataset.Dataset;
import dev.berth.dataset.Datasets;
import dev.berth.image.CatalogImage;
import dev.berth.image.Images;
import dev.berth.kernel.DurationText;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases;
import dev.berth.lease.Owners;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.IdleWish;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.Login;
import dev.berth.lease.model.RestartPolicy;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link LeaseRequest}: fills in defaults and collects everything that is wrong with it, by
 * itself, on this node, and under the owner's plan.
 */
@Singleton
class LeaseFields {

  static final String NAME = "[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?";

  private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
  private static final Pattern LABEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
  // useradd's own rule, shortened; the names are system accounts that Debian and Berth use.
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Set<String> RESERVED_USERS =
      Set.of("sshd", "daemon", "bin", "sys", "nobody", "sync", "mail", "man");
  private static final Pattern ON_FAILURE = Pattern.compile("on-failure(?::(\\d{1,3}))?");
  private static final int MAX_LABELS = 200;
  private static final int MAX_LABEL_VALUE = 256;

  private final PlanConfig config;
  private final Images images;
  private final ResourceFields resources;
  private final GpuFields gpus;
  private final Owners owners;
  private final Leases leases;
  private final Datasets datasets;

  LeaseFields(
      PlanConfig config,
      Images images,
      ResourceFields resources,
      GpuFields gpus,
      Owners owners,
      Leases leases,
      Datasets datasets) {
    this.config = config;
    this.images = images;
    this.resources = resources;
    this.gpus = gpus;
    this.owners = owners;
    this.leases = leases;
    this.datasets = datasets;
  }

  Wanted read(UserId owner, LeaseRequest request) {
    var wrong = new Violations();
    var plan = owners.plan(owner);
    boolean ssh = !Boolean.FALSE.equals(request.ssh());
    String image = image(owner, request.image(), plan, wrong);
    String name = name(request.name(), image, wrong);
    var login = login(request, ssh, plan, wrong);
    var program = ProgramFields.read(request, ssh, wrong);
    var spec =
        new LeaseSpec(
            image,
            ssh,
            resources.read(request, plan, wrong),
            login,
            program.program(),
            new NetworkFields(plan, ssh, other -> ownLease(owner, other), wrong).read(request),
            mounts(plan, ssh, login, wrong).read(request.mounts()),
            restart(request.restart(), wrong),
            labels(request.labels(), wrong),
            gpus.read(request.gpus(), request.gpu(), request.claim(), wrong),
            idle(request.idle(), plan, wrong));
    GpuFields.checkChoice(spec.gpus(), plan, wrong);
    var ttl = ttl(request.ttl(), plan, wrong);
    wrong.throwIfAny();
    return new Wanted(name, spec, ttl, program.secretEnv());
  }

  /** A rule of its own may be shorter than the plan's, and not longer. */
  IdleWish idle(@Nullable IdleRequest idle, Plan plan, Violations wrong) {
    if (idle == null || idle.stopAfter() == null) {
      return IdleWish.NONE;
    }
    var limits = plan.limits();
    var least = config.leastIdleStopAfter();
    var most = limits.idleStopAfter().orElse(limits.maxLife());
    var read = DurationText.parse(idle.stopAfter());
    if (read.filter(it -> it.compareTo(least) >= 0 && it.compareTo(most) <= 0).isEmpty()) {
      wrong.add(
          "idle.stopAfter",
          "must be a duration like 2h, %s to %s, the plan's %s, not %s"
              .formatted(
                  DurationText.format(least),
                  DurationText.format(most),
                  limits.idleStopAfter().isPresent() ? "idleStopAfter" : "maxLife",
                  Violations.quote(idle.stopAfter())));
    }
    return new IdleWish(read.orElse(least).truncatedTo(ChronoUnit.SECONDS));
  }

  MountFields mounts(Plan plan, boolean ssh, Login login, Violations wrong) {
    return new MountFields(plan, ssh, login, this::isWritable, wrong);
  }

  private Optional<Boolean> isWritable(String dataset) {
    return datasets.find(dataset).map(Dataset::writable);
  }

  private Optional<Lease> ownLease(UserId owner, String name) {
    return leases.find(new Leases.Caller(owner, false), name).filter(Lease::isLive);
  }

  private String image(UserId owner, @Nullable String image, Plan plan, Violations wrong) {
    if (image == null) {
      wrong.add("image", "is needed: the name of an image in the catalogue, see /api/v1/images");
      return "";
    }
    var found = images.find(image, owner);
    if (found.isEmpty()) {
      wrong.add(
          "image",
          "must be an image of the catalogue, see /api/v1/images; there is no "
              + Violations.quote(image));
    } else if (found.get().owner().isEmpty() && !plan.permissions().images().has(image)) {
      FieldRules.allowed(false, "image", "'" + image + "'", "images", plan.name(), wrong);
    }
    return found.map(CatalogImage::name).orElse(image);
  }

  private static String name(@Nullable String name, String image, Violations wrong) {
    if (name == null) {
      String stem = image.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
      String random = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
      return (stem.length() > 32 ? stem.substring(0, 32) : stem) + "-" + random;
    }
    checkName(name, wrong);
    return name;
  }

  static void checkName(String name, Violations wrong) {
    if (!NAME_PATTERN.matcher(name).matches()) {
      wrong.add(
          "name",
          "must be 1 to 42 of a-z, 0-9 and -, not first or last a dash, not "
              + Violations.quote(name));
    }
  }

  private Duration ttl(@Nullable String text, Plan plan, Violations wrong) {
    var most = plan.limits().maxTerm();
    if (text == null) {
      return config.defaultTerm().compareTo(most) < 0 ? config.defaultTerm() : most;
    }
    return duration("ttl", text, most, wrong);
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

  private static Login login(LeaseRequest request, boolean ssh, Plan plan, Violations wrong) {
    var asked = request.login();
    if (!ssh && (asked != null || request.user() != null)) {
      wrong.add(
          asked != null ? "login" : "user", "must be left out with \"ssh\": false: nobody logs in");
    }
    boolean keys = asked == null || !Boolean.FALSE.equals(asked.keys());
    boolean password = asked != null && Boolean.TRUE.equals(asked.password());
    if (password) {
      FieldRules.allowed(
          plan.permissions().passwordLogin(),
          "login.password",
          "true",
          "passwordLogin",
          plan.name(),
          wrong);
    } else if (!keys) {
      wrong.add("login", "must allow keys, a password or both");
    }
    return new Login(user(request.user(), plan, wrong), keys, password);
  }

  private static String user(@Nullable String user, Plan plan, Violations wrong) {
    if (user == null) {
      return "dev";
    }
    if (user.equals("root")) {
      FieldRules.allowed(
          plan.permissions().rootLogin(), "user", "root", "rootLogin", plan.name(), wrong);
    } else if (!USER.matcher(user).matches()) {
      wrong.add(
          "user",
          "must be 1 to 32 of a-z, 0-9, _ and -, first a letter, not " + Violations.quote(user));
    } else if (RESERVED_USERS.contains(user)) {
      wrong.add("user", "must not be the system account " + Violations.quote(user));
    }
    return user;
  }

  static RestartPolicy restart(@Nullable String text, Violations wrong) {
    if (text == null) {
      return RestartPolicy.DEFAULT;
    }
    var onFailure = ON_FAILURE.matcher(text);
    if (onFailure.matches()) {
      int retries = onFailure.group(1) == null ? 0 : Integer.parseInt(onFailure.group(1));
      return new RestartPolicy(RestartPolicy.Kind.ON_FAILURE, retries);
    }
    return switch (text) {
      case "no" -> new RestartPolicy(RestartPolicy.Kind.NO, 0);
      case "always" -> new RestartPolicy(RestartPolicy.Kind.ALWAYS, 0);
      case "unless-stopped" -> RestartPolicy.DEFAULT;
      default -> {
        wrong.add(
            "restart",
            "must be no, on-failure, on-failure:N, always or unless-stopped, not "
                + Violations.quote(text));
        yield RestartPolicy.DEFAULT;
      }
    };
  }

  static boolean isLabelName(String text) {
    return LABEL_NAME.matcher(text).matches();
  }

  static Map<String, String> labels(@Nullable Map<String, String> labels, Violations wrong) {
    return FieldRules.entries(
        "labels",
        labels,
        MAX_LABELS,
        MAX_LABEL_VALUE,
        wrong,
        (name, value) -> {
          if (!isLabelName(name)) {
            return "must be named with letters, digits and ._/-, at most 63";
          }
          return value.indexOf('\0') >= 0 ? "must not have a NUL character" : null;
        });
  }
}
