package dev.berth.engine.docker;

import dev.berth.kernel.LeaseId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labels by which an installation knows what is its own on a shared engine. */
record DockerLabels(String installation) {

  static final String INSTALLATION = "dev.berth.installation";
  static final String LEASE = "dev.berth.lease";
  static final String OWNER = "dev.berth.owner";

  Map<String, String> own() {
    return Map.of(INSTALLATION, installation);
  }

  Map<String, String> container(LeaseId lease) {
    return Map.of(INSTALLATION, installation, LEASE, lease.value());
  }

  Map<String, String> volume(String owner) {
    return Map.of(INSTALLATION, installation, OWNER, owner);
  }

  /** The filter of the list calls that take text. */
  String filter() {
    return INSTALLATION + "=" + installation;
  }

  boolean isOwn(@Nullable Map<String, String> labels) {
    return labels != null && installation.equals(labels.get(INSTALLATION));
  }

  static Optional<LeaseId> lease(@Nullable Map<String, String> labels) {
    return Optional.ofNullable(labels)
        .map(all -> all.get(LEASE))
        .filter(LeaseId::isValid)
        .map(LeaseId::new);
  }
}
