package dev.berth.engine.docker;

import dev.berth.engine.model.FileEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Files as the engine takes them, all owned by root. It holds no entries for directories: those
 * would change mode and owner of directories that exist; the engine makes missing ones itself.
 */
final class TarArchive {

  private static final int PERMISSIONS = 07777;

  private TarArchive() {}

  static InputStream of(List<FileEntry> files) {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (FileEntry file : files) {
        tar.putArchiveEntry(entry(file));
        tar.write(file.content());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a tar in memory", e);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** The same files with other texts. */
  static InputStream edited(InputStream files, UnaryOperator<String> edit) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var from = new TarArchiveInputStream(files);
        var to = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        // Bytes as they are: a file need not be UTF-8.
        byte[] edited =
            edit.apply(new String(from.readAllBytes(), StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        if (entry.isFile()) {
          entry.setSize(edited.length);
        }
        to.putArchiveEntry(entry);
        if (entry.isFile()) {
          to.write(edited);
        }
        to.closeArchiveEntry();
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** Whether nothing is in any file of it. */
  static boolean isBlank(InputStream files) throws IOException {
    try (var tar = new TarArchiveInputStream(files)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getSize() > 0) {
          return false;
        }
      }
      return true;
    }
  }

  private static TarArchiveEntry entry(FileEntry file) {
    var entry = new TarArchiveEntry(file.path().replaceFirst("^/+", ""));
    entry.setMode(file.mode() & PERMISSIONS);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    entry.setSize(file.content().length);
    return entry;
  }
}
