package dev.berth.plan.store;

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
        new Permissions(
            hostNetwork,
            containerNetwork,
            hostIpc,
            rootLogin,
            passwordLogin,
            fixedPorts,
            new Selection(allDatasets, Set.of(datasets)),
            new Selection(allImages, Set.of(images))));
  }

  void set(PlanSettings plan) {
    maxLeases = plan.maxLeases().orElse(null);
    maxTermSeconds = plan.maxTerm().map(Duration::toSeconds).orElse(null);
    maxLifeSeconds = plan.maxLife().map(Duration::toSeconds).orElse(null);
    graceSeconds = plan.grace().map(Duration::toSeconds).orElse(null);
    var allowed = plan.permissions();
    hostNetwork = allowed.hostNetwork();
    containerNetwork = allowed.containerNetwork();
    hostIpc = allowed.hostIpc();
    rootLogin = allowed.rootLogin();
    passwordLogin = allowed.passwordLogin();
    fixedPorts = allowed.fixedPorts();
    allDatasets = allowed.datasets().all();
    datasets = names(allowed.datasets());
    allImages = allowed.images().all();
    images = names(allowed.images());
  }

  private static String[] names(Selection selection) {
    return selection.names().stream().sorted().toArray(String[]::new);
  }
}
