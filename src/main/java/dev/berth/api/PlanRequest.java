package dev.berth.api;

import dev.berth.kernel.DurationText;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.Amounts;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.PlanSettings;
import dev.berth.plan.model.Selection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A plan as a whole. A limit left out is as configured, a permission left out not given. */
@Schema(name = "PlanSettings")
record PlanRequest(
    @Schema(description = "Where given, the name in the path") @Nullable String name,
    @Nullable Integer maxLeases,
    @Schema(examples = "7d") @Nullable String maxTerm,
    @Schema(examples = "30d") @Nullable String maxLife,
    @Schema(examples = "3d") @Nullable String grace,
    @Schema(description = "0s for never", examples = "4h") @Nullable String idleStopAfter,
    @Nullable Integer maxRunning,
    @Nullable Integer maxKept,
    @Nullable Integer maxGpus,
    @Nullable Integer gpuHoursPerWeek,
    @Schema(examples = "64") @Nullable Double maxCpus,
    @Schema(examples = "256g") @Nullable String maxMemory,
    @Schema(examples = "64g") @Nullable String maxShm,
    @Nullable Integer maxPorts,
    @Schema(examples = "1") @Nullable Double weight,
    @Schema(examples = "500g") @Nullable String maxDisk,
    @Nullable PermissionsRequest permissions) {

  static final int MOST_NAMES = 500;

  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Pattern PLAN = Pattern.compile(Plan.NAME_PATTERN);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /** Lists are of names, or {@code ["*"]} for all; images left out are all of the catalogue. */
  @Schema(name = "PermissionsRequest")
  record PermissionsRequest(
      @Nullable Boolean hostNetwork,
      @Nullable Boolean containerNetwork,
      @Nullable Boolean hostIpc,
      @Nullable Boolean rootLogin,
      @Nullable Boolean passwordLogin,
      @Nullable Boolean fixedPorts,
      @Nullable Boolean reservations,
      @Nullable Boolean chosenGpus,
      @Nullable List<@Nullable String> datasets,
      @Nullable List<@Nullable String> images) {

    private Permissions check(Violations wrong) {
      return new Permissions(
          isSet(hostNetwork),
          isSet(containerNetwork),
          isSet(hostIpc),
          isSet(rootLogin),
          isSet(passwordLogin),
          isSet(fixedPorts),
          isSet(reservations),
          isSet(chosenGpus),
          selection("permissions.datasets", datasets, Permissions.DEFAULT.datasets(), wrong),
          selection("permissions.images", images, Permissions.DEFAULT.images(), wrong));
    }

    private static boolean isSet(@Nullable Boolean permission) {
      return Boolean.TRUE.equals(permission);
    }
  }

  PlanSettings check(String path, Limits configured) {
    var wrong = new Violations();
    if (!PLAN.matcher(path).matches()) {
      wrong.add(
          "name",
          "must be 1 to 32 of a-z, 0-9 and '-', starting with a letter, not "
              + Violations.quote(path));
    } else if (name != null && !name.equals(path)) {
      wrong.add("name", "must be that in the path, or left out, not " + Violations.quote(name));
    }
    var settings =
        new PlanSettings(
            path,
            new AmountFields(wrong).count("maxLeases", maxLeases, Plan.MOST_LEASES),
            duration("maxTerm", maxTerm, PlanConfig.LEAST_TERM, wrong),
            duration("maxLife", maxLife, PlanConfig.LEAST_TERM, wrong),
            duration("grace", grace, Duration.ZERO, wrong),
            duration("idleStopAfter", idleStopAfter, Duration.ZERO, wrong),
            amounts(new AmountFields(wrong)),
            permissions == null ? Permissions.DEFAULT : permissions.check(wrong));
    var life = settings.maxLife().orElse(configured.maxLife());
    if (settings.maxTerm().filter(term -> term.compareTo(life) > 0).isPresent()) {
      wrong.add(
          "maxTerm",
          "must be at most the plan's maxLife (%s), not %s"
              .formatted(DurationText.format(life), Violations.quote(String.valueOf(maxTerm))));
    }
    wrong.throwIfAny();
    return settings;
  }

  private AmountSettings amounts(AmountFields fields) {
    return new AmountSettings(
        fields.count("maxRunning", maxRunning, Plan.MOST_LEASES),
        fields.count("maxKept", maxKept, Plan.MOST_LEASES),
        fields.count("maxGpus", maxGpus, Amounts.MOST_GPUS),
        fields.count("gpuHoursPerWeek", gpuHoursPerWeek, Amounts.MOST_GPU_HOURS),
        fields.number("maxCpus", maxCpus, Amounts.LEAST_CPUS, Amounts.MOST_CPUS),
        fields.size("maxMemory", maxMemory),
        fields.size("maxShm", maxShm),
        fields.count("maxPorts", maxPorts, Amounts.MOST_PORTS),
        fields.number("weight", weight, Amounts.LEAST_WEIGHT, Amounts.MOST_WEIGHT),
        fields.size("maxDisk", maxDisk));
  }

  private static Optional<Duration> duration(
      String field, @Nullable String text, Duration least, Violations wrong) {
    if (text == null) {
      return Optional.empty();
    }
    var read =
        text.equals("0s")
            ? Optional.of(Duration.ZERO)
            : DurationText.parse(text).map(value -> value.truncatedTo(ChronoUnit.SECONDS));
    var good = read.filter(value -> value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0);
    if (good.isEmpty()) {
      wrong.add(
          field,
          "must be a duration like 8h or 2d12h, %s to %s, not %s"
              .formatted(
                  DurationText.format(least),
                  DurationText.format(LONGEST),
                  Violations.quote(text)));
    }
    return good;
  }

  private static Selection selection(
      String field, @Nullable List<@Nullable String> names, Selection byDefault, Violations wrong) {
    if (names == null) {
      return byDefault;
    }
    if (names.size() > MOST_NAMES) {
      wrong.add(field, "must have at most " + MOST_NAMES + " names, not " + names.size());
      return byDefault;
    }
    if (names.size() == 1 && PermissionsView.ALL.equals(names.getFirst())) {
      return Selection.ALL;
    }
    var good = new LinkedHashSet<String>();
    for (int i = 0; i < names.size(); i++) {
      String each = names.get(i);
      if (each == null || !NAME.matcher(each).matches()) {
        wrong.add(
            field + "[" + i + "]",
            "must be 1 to 63 of a-z, 0-9 and ._-, first a letter or digit, or alone *, not "
                + Violations.quote(String.valueOf(each)));
      } else {
        good.add(each);
      }
    }
    return new Selection(false, good);
  }
}
