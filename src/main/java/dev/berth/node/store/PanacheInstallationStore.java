package dev.berth.node.store;

import dev.berth.node.Installation;
import dev.berth.node.InstallationStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;

/** Reads the installation's identity from PostgreSQL. */
@ApplicationScoped
class PanacheInstallationStore implements InstallationStore {

  private final InstallationRepository rows;

  PanacheInstallationStore(InstallationRepository rows) {
    this.rows = rows;
  }

  @Override
  public Installation get() {
    return QuarkusTransaction.joiningExisting()
        .call(() -> new Installation(rows.findAll().singleResult().id));
  }
}
