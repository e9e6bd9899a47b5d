package dev.berth;

import dev.berth.account.FirstAdmin;
import dev.berth.gpu.GpuConfig;
import dev.berth.gpu.GpuSettings;
import dev.berth.image.Images;
import dev.berth.node.Installation;
import dev.berth.node.InstallationFile;
import dev.berth.secret.SecretBox;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What happens at every start, in this order, after the migrations. */
@ApplicationScoped
class StartUp {

  // Before the observers of everybody else, which have none: the timer's passes among them.
  private static final int FIRST = 1;

  private final SettingsCheck.Settings settings;
  private final GpuConfig gpus;
  private final Instance<SecretBox> secrets;
  private final InstallationFile file;
  private final Installation installation;
  private final FirstAdmin firstAdmin;
  private final Images images;

  StartUp(
      SettingsCheck.Settings settings,
      GpuConfig gpus,
      Instance<SecretBox> secrets,
      InstallationFile file,
      Installation installation,
      FirstAdmin firstAdmin,
      Images images) {
    this.settings = settings;
    this.gpus = gpus;
    this.secrets = secrets;
    this.file = file;
    this.installation = installation;
    this.firstAdmin = firstAdmin;
    this.images = images;
  }

  void run(@Observes @Priority(FIRST) StartupEvent start) throws IOException {
    List<String> wrong = new ArrayList<>(SettingsCheck.of(settings));
    wrong.addAll(GpuSettings.wrong(gpus));
    if (!wrong.isEmpty()) {
      throw new ConfigurationException(
          "these settings must be changed:\n  " + String.join("\n  ", wrong));
    }
    // Read now, so that a file with something else in it ends the start and no later request.
    var _ = secrets.get();
    file.write(installation);
    firstAdmin.ensure();
    images.seed();
  }
}
