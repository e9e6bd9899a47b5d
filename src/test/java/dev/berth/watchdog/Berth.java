package dev.berth.watchdog;

import dev.berth.RecordedEvent;
import dev.berth.disk.DiskGuard;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeOwnImages;
import dev.berth.gpu.Gpus;
import dev.berth.idle.IdleRules;
import dev.berth.idle.KeepAwake;
import dev.berth.idle.RuleUpdates;
import dev.berth.image.Baker;
import dev.berth.image.Images;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.AdmissionRules;
import dev.berth.lease.LeaseChanges;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.Leases;
import dev.berth.lease.Owners;
import dev.berth.lease.SealedSecrets;
import dev.berth.node.Installation;
import dev.berth.node.Node;
import dev.berth.notify.model.Channel;
import dev.berth.plan.PersonalLimits;
import dev.berth.plan.Plans;
import dev.berth.snapshot.Interrupted;
import dev.berth.snapshot.Leftovers;
import dev.berth.snapshot.Snapshots;
import dev.berth.usage.Usage;
import dev.berth.volume.Volumes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.Set;

/** One process of Berth, from the use cases down to the ports, on the thread of the test. */
final class Berth {

  static final Installation INSTALLATION = new Installation("0123abcd");

  final QueuedTasks tasks = new QueuedTasks();

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final DiskGuard disk;
  final Images catalogue;
  final Driver driver;
  final Watchdog watchdog;
  final EngineSight sight;
  final GpuSurvey survey;
  final GpuWatch watch;
  final SshHealth ssh;
  final IdleWatch idle;
  final KeepAwake keepAwake;
  final OutOfMemory outOfMemory;
  private final Snapshots.Engine taking;
  final Snapshots snapshots;
  final Sweep sweep;
  final Prune prune;
  final EngineEvents events;
  final Rounds diskRound;
  final KeyUpdates keyUpdates;
  final RuleUpdates ruleUpdates;
  final Leases useCases;
  final LeaseChanges changes;

  Berth(World world) {
    var node = new Node(new FixedConfig.OfNode());
    var config = new FixedConfig.OfWatchdog();
    var volumes = new Volumes(world.volumes, world.audit, () -> 32, world.clock, INSTALLATION);
    var owners = owners(world, volumes);
    disk = guard(world);
    var rules = new AdmissionRules(node, owners, disk, world.disks);
    var queue = queue(world, owners, disk);
    var links = new Links(world.crashingEngine, world.crashingLeases);
    var secrets = new SealedSecrets(world.secrets, world.crashingLeases);
    var metrics = new WatchdogMetrics(registry);
    var strays = new Strays(world.crashingEngine, world.crashingLeases, metrics, world.clock);
    var copies = new Copies(world.crashingEngine, world.crashingLeases, disk, metrics);
    catalogue = catalogue(world, tasks);
    var gpus = new Gpus(world.gpus, world.audit);
    var mounts = new Mounts(world.crashingEngine, volumes, world.datasets, owners);
    var check = new GpuCheck(world.engine.gpus(), gpus, metrics);
    var bringUp = bringUp(world, owners, secrets, place(world, node, mounts, links, copies, check));
    driver = driver(world, bringUp, new Driver.Grants(rules, queue), metrics);
    sight = new EngineSight(world.clock, registry);
    watchdog =
        new Watchdog(
            driver,
            world.crashingLeases,
            new Sights(sight, new DatabaseSight()),
            metrics,
            config,
            world.clock,
            tasks);
    survey = survey(world, gpus, queue, metrics);
    watch = watch(world, gpus, metrics);
    taking = taking(world);
    sweep = new Sweep(strays, watchdog, links, copies, interrupted(world), sight, metrics);
    prune = prune(world, strays, links, copies, catalogue, metrics);
    ssh = sshHealth(world, metrics, config);
    outOfMemory =
        new OutOfMemory(
            world.inside, world.crashingLeases, world.health, metrics, world.clock, tasks);
    events = new EngineEvents(world.crashingEngine, watchdog, outOfMemory);
    keyUpdates =
        new KeyUpdates(world.crashingInside, world.crashingLeases, watchdog, world.clock, tasks);
    ruleUpdates = new RuleUpdates(world.idle, world.clock, tasks);
    useCases =
        new Leases(
            world.crashingLeases, world.audit, watchdog, secrets, rules, owners, world.clock);
    snapshots = snapshots(world);
    idle = idle(world, owners, metrics);
    diskRound = diskRound(world, volumes, owners, metrics);
    keepAwake = new KeepAwake(useCases, world.crashingLeases, world.idle, world.audit, world.clock);
    changes =
        new LeaseChanges(
            useCases, world.crashingLeases, world.audit, watchdog, secrets, rules, world.clock);
  }

  private Snapshots.Engine taking(World world) {
    var images = new FakeOwnImages(world.engine, INSTALLATION.id());
    return new Snapshots.Engine(world.snapshots, new Leftovers(images, catalogue, world.clock));
  }

  private Interrupted interrupted(World world) {
    return new Interrupted(taking, catalogue, world.crashingLeases, world.clock);
  }

  private Snapshots snapshots(World world) {
    return new Snapshots(
        taking,
        catalogue,
        useCases,
        new Snapshots.Book(world.leases, world.audit),
        new FixedConfig.OfImages(),
        registry,
        world.clock);
  }

  private DiskGuard guard(World world) {
    var config = new FixedConfig.OfDisk(world.leastFree);
    return new DiskGuard(world.crashingEngine, config, registry, world.clock);
  }

  private static LeaseQueue queue(World world, Owners owners, DiskGuard disk) {
    return new LeaseQueue(
        world.crashingLeases, owners, new FixedConfig.OfQueue(), disk, world.audit, world.clock);
  }

  private static Owners owners(World world, Volumes volumes) {
    return new Owners(
        world.accounts,
        new Plans(world.plans, world.audit, new FixedConfig.OfPlan(), new RecordedEvent<>()),
        personal(world),
        volumes);
  }

  private static PersonalLimits personal(World world) {
    return new PersonalLimits(world.personal, world.audit, world.clock, new RecordedEvent<>());
  }

  private GpuSurvey survey(World world, Gpus gpus, LeaseQueue queue, WatchdogMetrics metrics) {
    return new GpuSurvey(
        world.engine.gpus(),
        new GpuSurvey.Books(gpus, new Usage(world.usage, () -> 5, world.clock)),
        queue,
        watchdog,
        metrics,
        new GpuSurvey.Rhythm(world.gpuConfig, world.probes, world.engine),
        world.clock);
  }

  private GpuWatch watch(World world, Gpus gpus, WatchdogMetrics metrics) {
    return new GpuWatch(
        world.engine.gpus(),
        world.crashingLeases,
        world.losses,
        new GpuLosses(
            gpus, world.losses, world.crashingLeases, world.audit, watchdog, metrics, world.clock),
        metrics,
        world.gpuConfig,
        world.clock);
  }

  private static SshHealth sshHealth(
      World world, WatchdogMetrics metrics, FixedConfig.OfWatchdog config) {
    return new SshHealth(
        world.crashingEngine,
        world.reachability,
        world.crashingLeases,
        world.health,
        metrics,
        config,
        world.clock);
  }

  private Rounds diskRound(World world, Volumes volumes, Owners owners, WatchdogMetrics metrics) {
    var config = new FixedConfig.OfDisk(world.leastFree);
    return new Rounds(
        keyUpdates,
        watch,
        ssh,
        idle,
        disk,
        new DiskSurvey(
            world.disk,
            new DiskSurvey.Books(world.crashingLeases, volumes, catalogue),
            world.disks,
            config,
            metrics,
            world.clock),
        new DiskLimits(
            world.disks,
            config,
            world.crashingLeases,
            owners,
            new DiskLimits.Ways(
                Set::of, new TerminalLines(world.crashingEngine), world.audit, watchdog),
            metrics,
            world.clock));
  }

  private static BringUp.Place place(
      World world, Node node, Mounts mounts, Links links, Copies copies, GpuCheck check) {
    return new BringUp.Place(
        node,
        mounts,
        links,
        new SharedNetwork(world.crashingEngine, world.crashingLeases),
        copies,
        check,
        new FixedConfig.OfWatchdog().readyWithin());
  }

  private static IdleRules idleRules(World world, Owners owners) {
    return new IdleRules(owners, personal(world), new FixedConfig.OfPlan());
  }

  private IdleWatch idle(World world, Owners owners, WatchdogMetrics metrics) {
    var config = new FixedConfig.OfIdle();
    var warnings =
        new IdleWarnings(
            new IdleWarnings.Post(world.outbox, () -> Set.of(Channel.WEBHOOK)),
            new TerminalLines(world.crashingEngine),
            Optional::empty,
            config,
            tasks);
    return new IdleWatch(
        new IdleProbe(world.crashingEngine, world.inside, world.engine.gpus()),
        new IdleEnds(
            world.idle,
            world.crashingLeases,
            warnings,
            world.audit,
            watchdog,
            metrics,
            world.clock),
        world.crashingLeases,
        new IdleWatch.Memory(world.idle, idleRules(world, owners), ruleUpdates),
        config,
        metrics,
        world.clock);
  }

  private BringUp bringUp(World world, Owners owners, SealedSecrets secrets, BringUp.Place place) {
    return new BringUp(
        world.crashingEngine,
        catalogue,
        world.crashingLeases,
        loginKeys(world, owners),
        secrets,
        world.reachability,
        place);
  }

  private Driver driver(
      World world, BringUp bringUp, Driver.Grants grants, WatchdogMetrics metrics) {
    return new Driver(
        world.crashingLeases,
        new Driver.Eyes(world.crashingEngine, world.inside, catalogue),
        bringUp,
        grants,
        new FixedConfig.OfWatchdog(),
        metrics,
        world.clock);
  }

  private static Images catalogue(World world, QueuedTasks tasks) {
    var baker = new Baker(world.images, world.engine, world.clock, tasks, INSTALLATION.id());
    return new Images(world.images, baker, world.audit, world.clock, new FixedConfig.OfImages());
  }

  private static Prune prune(
      World world,
      Strays strays,
      Links links,
      Copies copies,
      Images catalogue,
      WatchdogMetrics metrics) {
    var images = new FakeOwnImages(world.engine, INSTALLATION.id());
    return new Prune(strays, links, copies, images, catalogue, world.audit, metrics);
  }

  private static LoginKeys loginKeys(World world, Owners owners) {
    var inside = new Inside(world.crashingInside);
    return new LoginKeys(
        world.crashingEngine,
        owners,
        new Lockouts(world.crashingEngine, owners, inside),
        new Greetings(world.crashingEngine, Optional::empty, idleRules(world, owners), inside),
        inside);
  }

  /** What the timer does: a pass, and everything it set going. */
  void pass() {
    keyUpdates.newRound();
    watchdog.pass();
    events.ensureSubscribed();
    tasks.runAll();
    survey.pass();
    tasks.runAll();
  }

  void sweep() {
    sweep.run();
    tasks.runAll();
  }

  /** Takes a lease as far as it goes, without whatever else is due. */
  void drive(LeaseId id) throws EngineException, InterruptedException {
    driver.drive(id);
  }
}
