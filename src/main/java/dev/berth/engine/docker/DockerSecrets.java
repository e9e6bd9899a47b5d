package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.ShadowFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** What must not be in an image of a container that is down. All of it comes with each start. */
final class DockerSecrets {

  /** The second is the first as it was before its last change. */
  private static final List<String> SHADOWS = List.of("/etc/shadow", "/etc/shadow-");

  private DockerSecrets() {}

  /**
   * @param passwordOf the user whose password's hash goes
   */
  static void blank(
      DockerClient docker, String container, List<FileEntry> blanks, Optional<String> passwordOf) {
    if (!blanks.isEmpty()) {
      put(docker, container, "/", TarArchive.of(blanks));
    }
    passwordOf.ifPresent(user -> SHADOWS.forEach(path -> lock(docker, container, path, user)));
  }

  private static void lock(DockerClient docker, String container, String path, String user) {
    try (InputStream tar = docker.copyArchiveFromContainerCmd(container, path).exec()) {
      put(docker, container, "/etc", TarArchive.edited(tar, text -> ShadowFile.locked(text, user)));
    } catch (NotFoundException none) {
      // Not every image has one.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(
      DockerClient docker, String container, String directory, InputStream tar) {
    docker
        .copyArchiveToContainerCmd(container)
        .withTarInputStream(tar)
        .withRemotePath(directory)
        .exec();
  }

  static boolean areBlank(DockerClient docker, String container, List<String> paths) {
    return paths.stream().allMatch(path -> isBlank(docker, container, path));
  }

  private static boolean isBlank(DockerClient docker, String container, String path) {
    try (InputStream tar = docker.copyArchiveFromContainerCmd(container, path).exec()) {
      return TarArchive.isBlank(tar);
    } catch (NotFoundException gone) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
