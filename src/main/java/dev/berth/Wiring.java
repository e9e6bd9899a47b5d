package dev.berth;

import dev.berth.account.AccountConfig;
import dev.berth.dataset.DatasetConfig;
import dev.berth.disk.DiskConfig;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.docker.DockerAccess;
import dev.berth.engine.docker.DockerConfig;
import dev.berth.engine.docker.DockerDisk;
import dev.berth.engine.docker.DockerEngine;
import dev.berth.engine.docker.DockerGpus;
import dev.berth.engine.docker.DockerImages;
import dev.berth.engine.docker.DockerOwnImages;
import dev.berth.engine.docker.DockerSnapshots;
import dev.berth.home.Home;
import dev.berth.idle.IdleConfig;
import dev.berth.image.Baker;
import dev.berth.image.ImageConfig;
import dev.berth.image.ImageStore;
import dev.berth.lease.QueueConfig;
import dev.berth.node.Installation;
import dev.berth.node.InstallationStore;
import dev.berth.node.Node;
import dev.berth.node.NodeConfig;
import dev.berth.notify.NotifyConfig;
import dev.berth.plan.PlanConfig;
import dev.berth.secret.SecretBox;
import dev.berth.secret.SecretConfig;
import dev.berth.secret.SecretKeyFile;
import dev.berth.trial.TrialClock;
import dev.berth.trial.TrialConfig;
import dev.berth.watchdog.Reachability;
import dev.berth.watchdog.SshReachability;
import dev.berth.watchdog.WatchdogConfig;
import dev.berth.workspace.SshProbe;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Chooses the implementations behind the ports. */
class Wiring {

  // Whole milliseconds, so that what was written to the database equals what is read back.
  private static final Duration TICK = Duration.ofMillis(1);

  @Produces
  @Singleton
  InstantSource clock(TrialConfig trial) {
    var system = InstantSource.system();
    return InstantSource.tick(
        trial.clockFile().<InstantSource>map(file -> new TrialClock(system, file)).orElse(system),
        TICK);
  }

  @Produces
  @Singleton
  Installation installation(InstallationStore store) {
    return store.get();
  }

  @Produces
  @Singleton
  SettingsCheck.Settings settings(
      NodeConfig node,
      PlanConfig plan,
      ImageConfig image,
      SettingsCheck.Timing timing,
      AccountConfig account,
      DatasetConfig dataset,
      @ConfigProperty(name = "quarkus.http.port") int httpPort) {
    return new SettingsCheck.Settings(node, plan, image, timing, account, dataset, httpPort);
  }

  @Produces
  @Singleton
  SettingsCheck.Timing timing(
      WatchdogConfig watchdog,
      QueueConfig queue,
      NotifyConfig notify,
      DiskConfig disk,
      IdleConfig idle) {
    return new SettingsCheck.Timing(watchdog, queue, notify, disk, idle);
  }

  /** For work that outlives the request which began it. */
  @Produces
  @Singleton
  @Named("background")
  ExecutorService background() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  void stop(@Disposes @Named("background") ExecutorService background) {
    // Interrupts what waits, such as a bring-up: its lease is taken up again by the next start.
    background.shutdownNow();
    background.close();
  }

  @Produces
  @Singleton
  DockerEngine docker(DockerConfig config, Installation installation) {
    return new DockerEngine(config, installation.id());
  }

  void close(@Disposes DockerEngine engine) throws IOException {
    engine.close();
  }

  @Produces
  @Singleton
  DockerAccess dockerAccess(DockerConfig config, Installation installation) {
    return new DockerAccess(config, installation.id());
  }

  void close(@Disposes DockerAccess access) throws IOException {
    access.close();
  }

  @Produces
  @Singleton
  DockerGpus dockerGpus(DockerConfig config, Installation installation) {
    return new DockerGpus(config, installation.id());
  }

  void close(@Disposes DockerGpus gpus) throws IOException {
    gpus.close();
  }

  @Produces
  @Singleton
  DockerOwnImages dockerOwnImages(DockerConfig config, Installation installation) {
    return new DockerOwnImages(config, installation.id());
  }

  @Produces
  @Singleton
  DockerSnapshots dockerSnapshots(DockerConfig config, Installation installation) {
    return new DockerSnapshots(config, installation.id());
  }

  void close(@Disposes DockerSnapshots snapshots) throws IOException {
    snapshots.close();
  }

  @Produces
  @Singleton
  DockerDisk dockerDisk(DockerConfig config, Installation installation) {
    return new DockerDisk(config, installation.id());
  }

  void close(@Disposes DockerDisk disk) throws IOException {
    disk.close();
  }

  @Produces
  @Singleton
  DockerImages dockerImages(DockerConfig config) {
    return new DockerImages(config);
  }

  void close(@Disposes DockerOwnImages images) throws IOException {
    images.close();
  }

  void close(@Disposes DockerImages images) throws IOException {
    images.close();
  }

  @Produces
  @Singleton
  SecretBox secrets(SecretConfig config, Home home) throws IOException {
    return SecretKeyFile.open(config.keyFile().orElseGet(() -> home.file("secret-key")));
  }

  @Produces
  @Singleton
  SshProbe probe() {
    return new SshProbe();
  }

  void close(@Disposes SshProbe probe) {
    probe.close();
  }

  @Produces
  @Singleton
  Reachability reachability(SshProbe probe, Node node) {
    return new SshReachability(probe, node);
  }

  @Produces
  @Singleton
  Baker baker(
      ImageStore store,
      ImageEngine engine,
      InstantSource clock,
      @Named("background") ExecutorService background,
      Installation installation) {
    return new Baker(store, engine, clock, background, installation.id());
  }
}
