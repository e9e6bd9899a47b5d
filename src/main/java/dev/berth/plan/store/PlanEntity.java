package dev.berth.plan.store;

import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.PlanSettings;
import dev.berth.plan.model.Selection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Row of {@code plan}. */
@Entity
@Table(name = "plan")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class PlanEntity {

  @Id String name;

  @Column(name = "max_leases")
  @Nullable Integer maxLeases;

  @Column(name = "max_term_seconds")
  @Nullable Long maxTermSeconds;

  @Column(name = "max_life_seconds")
  @Nullable Long maxLifeSeconds;

  @Column(name = "grace_seconds")
  @Nullable Long graceSeconds;

  @Column(name = "idle_stop_seconds")
  @Nullable Long idleStopSeconds;

  @Column(name = "max_running")
  @Nullable Integer maxRunning;

  @Column(name = "max_kept")
  @Nullable Integer maxKept;

  @Column(name = "max_gpus")
  @Nullable Integer maxGpus;

  @Column(name = "gpu_hours_per_week")
  @Nullable Integer gpuHoursPerWeek;

  @Column(name = "max_cpus")
  @Nullable Double maxCpus;

  @Column(name = "max_memory")
  @Nullable Long maxMemory;

  @Column(name = "max_shm")
  @Nullable Long maxShm;

  @Column(name = "max_ports")
  @Nullable Integer maxPorts;

  @Nullable Double weight;

  @Column(name = "max_disk")
  @Nullable Long maxDisk;

  @Column(name = "host_network")
  boolean hostNetwork;

  @Column(name = "container_network")
  boolean containerNetwork;

  @Column(name = "host_ipc")
  boolean hostIpc;

  @Column(name = "root_login")
  boolean rootLogin;

  @Column(name = "password_login")
  boolean passwordLogin;

  @Column(name = "fixed_ports")
  boolean fixedPorts;

  boolean reservations;

  @Column(name = "chosen_gpus")
  boolean chosenGpus;

  @Column(name = "all_datasets")
  boolean allDatasets;

  @Column(columnDefinition = "text[]")
  String[] datasets;

  @Column(name = "all_images")
  boolean allImages;

  @Column(columnDefinition = "text[]")
  String[] images;

  PlanSettings toModel() {
    return new PlanSettings(
        name,
        Optional.ofNullable(maxLeases),
        Optional.ofNullable(maxTermSeconds).map(Duration::ofSeconds),
        Optional.ofNullable(maxLifeSeconds).map(Duration::ofSeconds),
        Optional.ofNullable(graceSeconds).map(Duration::ofSeconds),
        Optional.ofNullable(idleStopSeconds).map(Duration::ofSeconds),
        amounts(),
        new Permissions(
            hostNetwork,
            containerNetwork,
            hostIpc,
            rootLogin,
            passwordLogin,
            fixedPorts,
            reservations,
            chosenGpus,
            new Selection(allDatasets, Set.of(datasets)),
            new Selection(allImages, Set.of(images))));
  }

  private AmountSettings amounts() {
    return new AmountSettings(
        Optional.ofNullable(maxRunning),
        Optional.ofNullable(maxKept),
        Optional.ofNullable(maxGpus),
        Optional.ofNullable(gpuHoursPerWeek),
        Optional.ofNullable(maxCpus),
        Optional.ofNullable(maxMemory).map(ByteSize::new),
        Optional.ofNullable(maxShm).map(ByteSize::new),
        Optional.ofNullable(maxPorts),
        Optional.ofNullable(weight),
        Optional.ofNullable(maxDisk).map(ByteSize::new));
  }

  void set(PlanSettings plan) {
    set(plan.amounts());
    maxLeases = plan.maxLeases().orElse(null);
    maxTermSeconds = plan.maxTerm().map(Duration::toSeconds).orElse(null);
    maxLifeSeconds = plan.maxLife().map(Duration::toSeconds).orElse(null);
    graceSeconds = plan.grace().map(Duration::toSeconds).orElse(null);
    idleStopSeconds = plan.idleStopAfter().map(Duration::toSeconds).orElse(null);
    var allowed = plan.permissions();
    hostNetwork = allowed.hostNetwork();
    containerNetwork = allowed.containerNetwork();
    hostIpc = allowed.hostIpc();
    rootLogin = allowed.rootLogin();
    passwordLogin = allowed.passwordLogin();
    fixedPorts = allowed.fixedPorts();
    reservations = allowed.reservations();
    chosenGpus = allowed.chosenGpus();
    allDatasets = allowed.datasets().all();
    datasets = names(allowed.datasets());
    allImages = allowed.images().all();
    images = names(allowed.images());
  }

  private void set(AmountSettings amounts) {
    maxRunning = amounts.maxRunning().orElse(null);
    maxKept = amounts.maxKept().orElse(null);
    maxGpus = amounts.maxGpus().orElse(null);
    gpuHoursPerWeek = amounts.gpuHoursPerWeek().orElse(null);
    maxCpus = amounts.maxCpus().orElse(null);
    maxMemory = amounts.maxMemory().map(ByteSize::bytes).orElse(null);
    maxShm = amounts.maxShm().map(ByteSize::bytes).orElse(null);
    maxPorts = amounts.maxPorts().orElse(null);
    weight = amounts.weight().orElse(null);
    maxDisk = amounts.maxDisk().map(ByteSize::bytes).orElse(null);
  }

  private static String[] names(Selection selection) {
    return selection.names().stream().sorted().toArray(String[]::new);
  }
}
