package dev.berth.node;

import dev.berth.home.Home;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Copies the installation's id to {@code installation} in the home directory, for scripts. */
@Singleton
public final class InstallationFile {

  private final Home home;

  InstallationFile(Home home) {
    this.home = home;
  }

  public void write(Installation installation) throws IOException {
    Home.write(home.file("installation"), installation.id() + "\n");
  }
}
