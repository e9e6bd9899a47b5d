package dev.berth.api;

import dev.berth.lease.model.Login;
import dev.berth.lease.model.Mount;
import dev.berth.lease.model.Mount.Kind;
import dev.berth.plan.model.Plan;
import dev.berth.volume.Volumes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what is mounted. No user ever names a path of the host. */
final class MountFields {

  private static final int MAX_MOUNTS = 32;
  // Of the kernel, and what Berth's own part of a workspace reads as root.
  private static final List<String> OWN_PLACES =
      List.of("/proc", "/sys", "/dev", "/etc/berth", "/run/berth", "/usr/lib/berth");

  private final Plan plan;
  private final boolean ssh;
  private final Login login;
  private final Published published;
  private final Violations wrong;

  /** What is published under a name: whether it may be written to, where it is there at all. */
  interface Published {
    Optional<Boolean> isWritable(String dataset);
  }

  MountFields(Plan plan, boolean ssh, Login login, Published published, Violations wrong) {
    this.plan = plan;
    this.ssh = ssh;
    this.login = login;
    this.published = published;
    this.wrong = wrong;
  }

  /**
   * The home is mounted unless it is asked not to be; a lease without SSH has no account for it.
   */
  List<Mount> read(@Nullable List<LeaseRequest.MountRequest> mounts) {
    var asked = FieldRules.list("mounts", mounts, MAX_MOUNTS, wrong);
    var read = new ArrayList<Mount>();
    boolean home = ssh;
    Set<String> targets = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      String field = "mounts[" + i + "]";
      var mount = asked.get(i);
      long kinds =
          Stream.of(mount.home(), mount.volume(), mount.dataset())
              .filter(kind -> kind != null)
              .count();
      if (kinds != 1) {
        wrong.add(field, "must have exactly one of home, volume and dataset");
        continue;
      }
      if (mount.home() != null) {
        home = false;
      }
      var one = mount.home() != null ? home(field, mount) : named(field, mount);
      if (one.isPresent()) {
        read.add(one.get());
        if (!targets.add(one.get().target())) {
          wrong.add(field + ".target", "must not be used twice: " + one.get().target());
        }
      }
    }
    if (home && targets.add(login.homeDirectory())) {
      read.addFirst(new Mount(Kind.HOME, null, login.homeDirectory(), false));
    }
    return read;
  }

  private Optional<Mount> home(String field, LeaseRequest.MountRequest mount) {
    boolean readOnly = Boolean.TRUE.equals(mount.readOnly());
    if (Boolean.FALSE.equals(mount.home())) {
      return Optional.empty();
    }
    if (ssh) {
      if (mount.target() != null && !mount.target().equals(login.homeDirectory())) {
        wrong.add(field + ".target", "must be left out: the home is " + login.homeDirectory());
      }
      if (readOnly) {
        wrong.add(field + ".readOnly", "must be false: nobody could log in");
      }
      return Optional.of(new Mount(Kind.HOME, null, login.homeDirectory(), false));
    }
    return target(field, mount).map(target -> new Mount(Kind.HOME, null, target, readOnly));
  }

  private Optional<Mount> named(String field, LeaseRequest.MountRequest mount) {
    var target = target(field, mount);
    if (mount.volume() != null) {
      if (!Volumes.isValid(mount.volume())) {
        wrong.add(
            field + ".volume",
            "must be 1 to 63 of a-z, 0-9 and ._-, and not home, not "
                + Violations.quote(mount.volume()));
        return Optional.empty();
      }
      boolean readOnly = Boolean.TRUE.equals(mount.readOnly());
      return target.map(at -> new Mount(Kind.VOLUME, mount.volume(), at, readOnly));
    }
    String name = String.valueOf(mount.dataset());
    boolean readOnly = !Boolean.FALSE.equals(mount.readOnly());
    dataset(field, name, readOnly);
    return target.map(at -> new Mount(Kind.DATASET, name, at, readOnly));
  }

  private void dataset(String field, String name, boolean readOnly) {
    // Not allowed and not there look the same: names of others' data are none of the user's
    // business.
    var writable =
        plan.permissions().datasets().has(name)
            ? published.isWritable(name)
            : Optional.<Boolean>empty();
    if (writable.isEmpty()) {
      wrong.add(
          field + ".dataset",
          "must be a dataset that your plan '"
              + plan.name()
              + "' allows (permissions.datasets), not "
              + Violations.quote(name));
    } else if (!readOnly && !writable.get()) {
      wrong.add(field + ".readOnly", "must be true: dataset '" + name + "' is read-only");
    }
  }

  private Optional<String> target(String field, LeaseRequest.MountRequest mount) {
    if (mount.target() == null) {
      wrong.add(field + ".target", "is needed: an absolute path inside");
      return Optional.empty();
    }
    String target = mount.target();
    if (!FieldRules.isPath(target)) {
      FieldRules.path(field + ".target", target, wrong);
      return Optional.empty();
    }
    for (String place : OWN_PLACES) {
      if ((target + "/").startsWith(place + "/") || (place + "/").startsWith(target + "/")) {
        wrong.add(field + ".target", "must not hide or be in " + place + ", not " + target);
        return Optional.empty();
      }
    }
    if (ssh && (login.homeDirectory() + "/").startsWith(target + "/")) {
      wrong.add(field + ".target", "must not hide the home " + login.homeDirectory());
    }
    return Optional.of(target);
  }
}
