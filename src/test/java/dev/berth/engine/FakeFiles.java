package dev.berth.engine;

import dev.berth.engine.model.Unpacked;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The files of a container of {@link FakeAccess}. */
final class FakeFiles {

  private final Map<String, Entry> entries = new TreeMap<>();

  FakeFiles() {
    entries.put("/tmp", new Entry(true, new byte[0]));
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(boolean directory, byte[] content) {}

  Unpacked unpack(String directory, InputStream source) throws EngineException {
    if (!entries.containsKey(directory) || !entries.get(directory).directory()) {
      return Unpacked.NO_SUCH_DIRECTORY;
    }
    try (var tar = new TarArchiveInputStream(source)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = directory + "/" + entry.getName().replaceFirst("/$", "");
        entries.put(path, new Entry(entry.isDirectory(), tar.readAllBytes()));
      }
      return Unpacked.DONE;
    } catch (IOException e) {
      throw new EngineException.Unavailable("unpacking", e);
    }
  }

  Optional<Archive> read(String path) {
    Entry root = entries.get(path);
    if (root == null) {
      return Optional.empty();
    }
    String parent = path.substring(0, path.lastIndexOf('/') + 1);
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (var file : entries.entrySet()) {
        if (file.getKey().equals(path) || file.getKey().startsWith(path + "/")) {
          String name = file.getKey().substring(parent.length());
          var entry = new TarArchiveEntry(name + (file.getValue().directory() ? "/" : ""));
          entry.setSize(file.getValue().content().length);
          tar.putArchiveEntry(entry);
          tar.write(file.getValue().content());
          tar.closeArchiveEntry();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var size = root.directory() ? OptionalLong.empty() : OptionalLong.of(root.content().length);
    return Optional.of(new Bytes(size, new ByteArrayInputStream(bytes.toByteArray())));
  }

  private record Bytes(OptionalLong fileSize, InputStream content) implements Archive {
    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
