package dev.berth;

import dev.berth.account.FirstAdmin;
import dev.berth.image.Images;
import dev.berth.node.Installation;
import dev.berth.node.InstallationFile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;

/** What happens at every start, in this order, after the migrations. */
@ApplicationScoped
class StartUp {

  private final InstallationFile file;
  private final Installation installation;
  private final FirstAdmin firstAdmin;

  private final Images images;

  StartUp(InstallationFile file, Installation installation, FirstAdmin firstAdmin, Images images) {
    this.images = images;
    this.file = file;
    this.installation = installation;
    this.firstAdmin = firstAdmin;
  }

  void run(@Observes StartupEvent start) throws IOException {
    file.write(installation);
    firstAdmin.ensure();
    images.seed();
  }
}
