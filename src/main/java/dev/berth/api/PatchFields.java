package dev.berth.api;

import dev.berth.lease.Owners;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a {@link LeasePatch} by the rules of a request, and collects all that is wrong with it. */
@Singleton
class PatchFields {

  private static final Set<String> OF_A_REQUEST = names(LeaseRequest.class);
  private static final Set<String> OF_A_PATCH = names(LeasePatch.class);

  private final Owners owners;
  private final LeaseFields fields;
  private final ResourceFields resources;

  PatchFields(Owners owners, LeaseFields fields, ResourceFields resources) {
    this.owners = owners;
    this.fields = fields;
    this.resources = resources;
  }

  private static Set<String> names(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .filter(name -> !name.equals("others"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Amendment read(Lease lease, LeasePatch patch) {
    var wrong = new Violations();
    var plan = owners.plan(lease.owner());
    var spec = lease.spec();
    var request = patch.asRequest();
    known(patch.others(), wrong);
    var name = Optional.ofNullable(patch.name());
    name.ifPresent(text -> LeaseFields.checkName(text, wrong));
    var program = ProgramFields.read(request, spec.ssh(), wrong);
    boolean env = patch.env() != null || patch.envFile() != null;
    if (env != (patch.secretEnv() != null)) {
      apart(
          env ? program.program().env().keySet() : program.secretEnv().keySet(), env, spec, wrong);
    }
    var amendment =
        new Amendment(
            name,
            Optional.ofNullable(patch.expiresAt()),
            Optional.ofNullable(patch.restart()).map(text -> LeaseFields.restart(text, wrong)),
            Optional.ofNullable(patch.labels()).map(all -> LeaseFields.labels(all, wrong)),
            limits(spec, request, plan, wrong),
            Optional.ofNullable(patch.ports())
                .map(
                    ports ->
                        new NetworkFields(plan, spec.ssh(), _ -> Optional.empty(), wrong)
                            .ports(ports, spec.network().mode())),
            env ? Optional.of(program.program().env()) : Optional.empty(),
            Optional.ofNullable(patch.secretEnv()).map(_ -> program.secretEnv()),
            Optional.ofNullable(patch.mounts())
                .map(all -> fields.mounts(plan, spec.ssh(), spec.login(), wrong).read(all)),
            Optional.ofNullable(patch.idle()).map(rule -> fields.idle(rule, plan, wrong)));
    wrong.throwIfAny();
    return amendment;
  }

  private static void known(@Nullable Map<String, Object> others, Violations wrong) {
    if (others == null) {
      return;
    }
    others
        .keySet()
        .forEach(
            name -> {
              if (OF_A_REQUEST.contains(name)) {
                wrong.add(name, "can't be changed; ask for a new lease");
              } else {
                wrong.add(
                    name.length() > 60 ? name.substring(0, 60) + "…" : name,
                    "is not known here; known: " + String.join(", ", OF_A_PATCH));
              }
            });
  }

  /** One of the two kinds of variables is given; the other stays, and has names of its own. */
  private static void apart(Set<String> given, boolean plain, LeaseSpec spec, Violations wrong) {
    var program = spec.program();
    var stay = plain ? program.secretEnv() : program.env().keySet();
    for (String name : new TreeSet<>(given)) {
      if (stay.contains(name)) {
        wrong.add(
            (plain ? "env." : "secretEnv.") + Violations.quote(name),
            "must not be in " + (plain ? "secretEnv" : "env") + " too, where the lease has it");
      }
    }
  }

  private Amendment.Limits limits(
      LeaseSpec spec, LeaseRequest request, Plan plan, Violations wrong) {
    var now = spec.resources();
    var before = wrong.count();
    // Against the memory that the lease will have, not against a default.
    var read = resources.read(request, plan, now.memory().toString(), wrong);
    if (request.shmSize() != null && now.hostIpc()) {
      wrong.add("shmSize", "must be left out with the host's ipc, whose /dev/shm it is");
    }
    if (request.memory() != null
        && request.shmSize() == null
        && !now.hostIpc()
        && wrong.count() == before
        && read.memory().compareTo(now.shmSize()) < 0) {
      wrong.add(
          "memory",
          "must not be less than shmSize, which is "
              + now.shmSize()
              + "; give a smaller shmSize with it");
    }
    return new Amendment.Limits(
        Optional.ofNullable(request.cpus()).map(_ -> read.cpus()),
        Optional.ofNullable(request.memory()).map(_ -> read.memory()),
        Optional.ofNullable(request.shmSize()).map(_ -> read.shmSize()),
        Optional.ofNullable(request.pidsLimit()).map(_ -> read.pidsLimit()));
  }
}
