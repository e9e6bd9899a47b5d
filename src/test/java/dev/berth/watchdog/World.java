package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.account.Account;
import dev.berth.account.InMemoryAccountStore;
import dev.berth.account.Role;
import dev.berth.account.SshKey;
import dev.berth.audit.InMemoryAudit;
import dev.berth.dataset.Datasets;
import dev.berth.dataset.InMemoryDatasetStore;
import dev.berth.disk.InMemoryDiskStore;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeAccess;
import dev.berth.engine.FakeDisk;
import dev.berth.engine.FakeEngine;
import dev.berth.engine.FakeSnapshots;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.gpu.InMemoryGpuStore;
import dev.berth.gpu.InMemoryLossStore;
import dev.berth.gpu.InMemoryProbeStore;
import dev.berth.home.Home;
import dev.berth.idle.InMemoryIdleStore;
import dev.berth.image.InMemoryImageStore;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.InMemoryHealthStore;
import dev.berth.lease.InMemoryInsideStore;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.InsideStore;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Leases.Caller;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.Admission.Admitted;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.SampleLeases;
import dev.berth.notify.InMemoryOutbox;
import dev.berth.plan.InMemoryPersonalLimitStore;
import dev.berth.plan.InMemoryPlanStore;
import dev.berth.secret.SecretBox;
import dev.berth.usage.InMemoryUsageStore;
import dev.berth.volume.InMemoryVolumeStore;
import dev.berth.workspace.TerminalInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What outlives a Berth: database, engine and time; and a Berth that works on them, which may crash
 * and be followed by another. Ada and Bob have an account, Ada a key.
 */
final class World {

  static final String BAKED_FROM = "debian:bookworm-slim";
  static final Caller ADA_HERSELF = new Caller(ADA, false);
  private static final String KEYS = "/etc/berth/authorized_keys.d/dev";
  private static final String INSTALLED = "/usr/local/bin/tool";
  private static final String INCOMING = "/etc/berth/incoming/authorized_keys";

  final SetClock clock = new SetClock();
  final FakeEngine engine = new FakeEngine();
  final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  final InMemoryGpuStore gpus = new InMemoryGpuStore(leases);
  final InMemoryUsageStore usage = new InMemoryUsageStore(leases);
  FixedGpuConfig gpuConfig = new FixedGpuConfig();
  final InMemoryProbeStore probes = new InMemoryProbeStore();
  final InMemoryLossStore losses = new InMemoryLossStore(leases);
  final InMemoryHealthStore health = new InMemoryHealthStore(leases);
  final InMemoryIdleStore idle = new InMemoryIdleStore(leases);
  final InMemoryOutbox outbox = new InMemoryOutbox();
  final InMemoryImageStore images = new InMemoryImageStore();
  final InMemoryAccountStore accounts = new InMemoryAccountStore();
  final InMemoryAudit audit = new InMemoryAudit();
  final InMemoryVolumeStore volumes = new InMemoryVolumeStore();
  final FakeDisk disk = new FakeDisk(engine);
  final InMemoryDiskStore disks = new InMemoryDiskStore(leases, volumes, images);
  final InMemoryPlanStore plans = new InMemoryPlanStore();
  final FakeSnapshots snapshots = new FakeSnapshots(engine, Berth.INSTALLATION.id());
  final InMemoryPersonalLimitStore personal = new InMemoryPersonalLimitStore();
  final Datasets datasets =
      new Datasets(
          new InMemoryDatasetStore(),
          audit,
          () -> List.of("/data"),
          new Home(() -> Path.of("/nowhere")),
          new SimpleMeterRegistry());
  SecretBox secrets = new SecretBox(new byte[SecretBox.KEY_BYTES]);
  final FakeReachability reachability = new FakeReachability(engine, leases, secrets);
  Supplier<Optional<ExecResult>> restartSshd = () -> Optional.of(new ExecResult(0, ""));

  /** What a look at the terminals of any workspace prints. */
  String terminals = "";

  final List<String> lockouts = new ArrayList<>();
  final FailingDatabase database = new FailingDatabase();
  final CrashPoint crash = new CrashPoint();
  final ContainerEngine crashingEngine = crash.wrap(ContainerEngine.class, engine);
  final LeaseStore crashingLeases;
  final InMemoryInsideStore contents = new InMemoryInsideStore(leases);
  final InsideStore crashingInside;

  /** Of a disk that is there; for the Berth to come. */
  String leastFree = "off";

  final FakeAccess inside = inside(engine);
  Berth berth;

  World() {
    this(UnaryOperator.identity());
  }

  /**
   * @param kept where leases are kept, in place of memory
   */
  World(UnaryOperator<LeaseStore> kept) {
    crashingLeases =
        crash.wrap(LeaseStore.class, database.wrap(LeaseStore.class, kept.apply(leases)));
    crashingInside = crash.wrap(InsideStore.class, database.wrap(InsideStore.class, contents));
    berth = new Berth(this);
    engine.publishImage(new ImageRef(BAKED_FROM));
    engine.answerExec(this::installKeys);
    List.of(ADA, BOB)
        .forEach(
            user -> accounts.create(new Account.New(user, Role.USER, "default", clock.instant())));
    addKey(ADA, "laptop");
    berth.catalogue.seed();
  }

  private static FakeAccess inside(FakeEngine engine) {
    try {
      return new FakeAccess(engine);
    } catch (EngineException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The process is gone with what it had in mind, and another one starts. */
  void crash() {
    crash.never();
    engine.breakSubscriptions();
    berth = new Berth(this);
  }

  /** What the container's install-keys and lock-out do. */
  Optional<ExecResult> installKeys(String name, List<String> command) {
    if (command.getFirst().endsWith("/lock-out")) {
      lockouts.add(command.getLast());
      return Optional.of(new ExecResult(0, ""));
    }
    if (command.equals(TerminalInput.command())) {
      return Optional.of(new ExecResult(0, terminals));
    }
    if (command.getFirst().endsWith("/restart-sshd")) {
      return restartSshd.get();
    }
    if (!command.getFirst().endsWith("/install-keys")) {
      return Optional.empty();
    }
    var incoming = engine.files(name).get(INCOMING);
    if (incoming == null) {
      return Optional.of(new ExecResult(1, INCOMING + " is missing\n"));
    }
    try {
      engine.putFiles(name, List.of(new FileEntry(KEYS, 0644, incoming.content())));
    } catch (EngineException e) {
      throw new IllegalStateException(e);
    }
    return Optional.of(new ExecResult(0, ""));
  }

  /** Keys that open a workspace. */
  List<String> keysInside(LeaseId id) {
    return new String(engine.files(id.containerName()).get(KEYS).content(), UTF_8).lines().toList();
  }

  void addKey(UserId owner, String name) {
    accounts.addKey(
        new SshKey(owner, "SHA256:" + name, name, "ssh-ed25519", "key " + name, clock.instant()),
        100);
  }

  /** Asks for Ada's lease of this name, for eight hours. */
  LeaseId request(String name) {
    return request(name, SampleLeases.spec());
  }

  LeaseId request(String name, LeaseSpec spec) {
    return ((Admitted)
            berth
                .useCases
                .request(
                    ADA, new Wanted(name, spec, Duration.ofHours(8), Map.of()), Optional.empty())
                .admission())
        .lease()
        .id();
  }

  /** A lease that runs. */
  LeaseId running(String name) {
    return running(name, SampleLeases.spec());
  }

  LeaseId running(String name, LeaseSpec spec) {
    var id = request(name, spec);
    settle();
    if (!(state(id) instanceof LeaseState.Running)) {
      throw new IllegalStateException("not running but " + state(id));
    }
    return id;
  }

  /** Puts into a workspace what its user would be sorry to lose. */
  void install(LeaseId id) {
    try {
      engine.putFiles(
          id.containerName(), List.of(new FileEntry(INSTALLED, 0755, "tool".getBytes(UTF_8))));
    } catch (EngineException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isInstalled(LeaseId id) {
    return engine.files(id.containerName()).containsKey(INSTALLED);
  }

  /** A container that no lease stands for. */
  void orphan(LeaseId id) throws EngineException {
    engine.create(
        new ContainerSpec(
            id,
            0,
            images.find("debian").orElseThrow().baked().orElseThrow(),
            new ContainerSpec.Command("orphan", Map.of(), null, List.of()),
            new ContainerSpec.Limits(
                1, ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(64), 64, null, Map.of(), false),
            new ContainerSpec.Network.None(),
            List.of()));
  }

  Lease lease(LeaseId id) {
    return leases.find(id).orElseThrow();
  }

  LeaseState state(LeaseId id) {
    return lease(id).state();
  }

  /** Lets whatever is due be done, second by second, for some seconds. */
  void settle() {
    for (int i = 0; i < 5; i++) {
      berth.pass();
      clock.pass(Duration.ofSeconds(1));
    }
  }

  /** Time goes on by this, with a pass at its end. */
  void wait(Duration time) {
    clock.pass(time);
    berth.pass();
  }
}
