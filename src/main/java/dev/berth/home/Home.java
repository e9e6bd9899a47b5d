package dev.berth.home;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The installation's directory. What is written here is readable by the service's user alone. */
@Singleton
public final class Home {

  private final HomeConfig config;

  public Home(HomeConfig config) {
    this.config = config;
  }

  /** The directory itself, absolute, whether it exists or not. */
  public Path directory() {
    return config.home().toAbsolutePath().normalize();
  }

  /** Path of a file in the directory, whether it exists or not. */
  public Path file(String name) {
    return directory().resolve(name);
  }

  /**
   * Writes a whole file with mode 600, replacing an older one in a single step; its directory is
   * made with mode 700 where it is missing.
   */
  public static void write(Path file, String content) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // A temporary file has mode 600 from its first instant, so the content is never open to others.
    var whole = Files.createTempFile(directory, ".berth", ".tmp");
    try {
      Files.writeString(whole, content);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
