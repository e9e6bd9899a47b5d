package dev.berth.access;

import dev.berth.access.EntryRules.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A tar on its way into a workspace, written anew entry by entry: everything belongs to the login
 * user then, and nothing is in it that {@link EntryRules} refuses. It is read as it is needed.
 */
final class CheckedTar extends InputStream {

  private static final int PIECE = 64 << 10;
  private static final int BLOCK = 512;
  private static final int PERMISSIONS = 07777;

  private final CountedSource source;
  private final TarArchiveInputStream in;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final TarArchiveOutputStream out =
      new TarArchiveOutputStream(written, StandardCharsets.UTF_8.name());
  private final EntryRules rules;
  private final String owner;
  private final int uid;
  private byte[] ready = {};
  private int position;
  private boolean inEntry;
  private boolean finished;

  /**
   * @param limit bytes of the source
   * @param uid number of the user and of her group
   */
  CheckedTar(InputStream source, long limit, EntryRules rules, String owner, int uid) {
    this.source = new CountedSource(source, limit);
    this.in = new TarArchiveInputStream(this.source, StandardCharsets.UTF_8.name());
    this.rules = rules;
    this.owner = owner;
    this.uid = uid;
    out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    out.setAddPaxHeadersForNonAsciiNames(true);
  }

  /** Why it was not read to its end. */
  static final class RefusedArchive extends IOException {
    final transient Answer.Why why;
    final String detail;

    RefusedArchive(Answer.Why why, String message) {
      super(message);
      this.why = why;
      this.detail = message;
    }
  }

  private Optional<RefusedArchive> refusal = Optional.empty();

  Optional<RefusedArchive> refusal() {
    return refusal;
  }

  long bytes() {
    return source.count();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (position == ready.length) {
      if (finished) {
        return -1;
      }
      refill();
    }
    int count = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, count);
    position += count;
    return count;
  }

  private void refill() throws IOException {
    try {
      step();
    } catch (RefusedArchive e) {
      refusal = Optional.of(e);
      throw e;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      if (!source.failed()) {
        refusal = Optional.of(notTar());
      }
      throw new IOException(e);
    }
    out.flush();
    ready = written.toByteArray();
    written.reset();
    position = 0;
  }

  private void step() throws IOException {
    if (!inEntry) {
      begin();
      return;
    }
    byte[] piece = new byte[PIECE];
    int count = in.read(piece);
    if (count > 0) {
      out.write(piece, 0, count);
    } else {
      out.closeArchiveEntry();
      inEntry = false;
    }
  }

  private void begin() throws IOException {
    TarArchiveEntry entry = next();
    if (entry == null) {
      if (source.count() == 0) {
        throw new RefusedArchive(Answer.Why.BAD_ARCHIVE, "the archive is empty");
      }
      if (source.count() < BLOCK) {
        throw notTar();
      }
      out.finish();
      finished = true;
      return;
    }
    String name = EntryRules.plain(entry.getName());
    Kind kind = kind(entry);
    var wrong = rules.check(name, kind, entry.getLinkName());
    if (wrong.isPresent()) {
      throw new RefusedArchive(Answer.Why.BAD_ARCHIVE, wrong.get());
    }
    // The directory itself is there, and keeps its owner.
    if (!name.isEmpty()) {
      out.putArchiveEntry(anew(entry, name, kind));
      inEntry = true;
    }
  }

  private TarArchiveEntry next() throws IOException {
    source.beforeHeader();
    try {
      return in.getNextEntry();
    } finally {
      source.beforeContent();
    }
  }

  private static RefusedArchive notTar() {
    return new RefusedArchive(
        Answer.Why.BAD_ARCHIVE,
        "the body is no tar, or it is damaged; compressed ones are not taken");
  }

  private static Kind kind(TarArchiveEntry entry) {
    if (entry.isSymbolicLink()) {
      return Kind.SYMBOLIC_LINK;
    }
    if (entry.isLink()) {
      return Kind.HARD_LINK;
    }
    return switch (entry.getLinkFlag()) {
      case TarArchiveEntry.LF_DIR -> Kind.DIRECTORY;
      case TarArchiveEntry.LF_NORMAL, TarArchiveEntry.LF_OLDNORM, TarArchiveEntry.LF_CONTIG ->
          entry.isSparse() ? Kind.OTHER : entry.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
      default -> Kind.OTHER;
    };
  }

  /** Without what other headers may have said: devices, capabilities, names of groups. */
  private TarArchiveEntry anew(TarArchiveEntry entry, String name, Kind kind) {
    var copy =
        switch (kind) {
          case SYMBOLIC_LINK -> new TarArchiveEntry(name, TarArchiveEntry.LF_SYMLINK);
          case HARD_LINK -> new TarArchiveEntry(name, TarArchiveEntry.LF_LINK);
          case DIRECTORY -> new TarArchiveEntry(name + "/");
          case FILE, OTHER -> new TarArchiveEntry(name);
        };
    switch (kind) {
      case SYMBOLIC_LINK -> copy.setLinkName(entry.getLinkName());
      case HARD_LINK -> copy.setLinkName(EntryRules.plain(entry.getLinkName()));
      case FILE -> copy.setSize(entry.getSize());
      case DIRECTORY, OTHER -> {}
    }
    copy.setMode(entry.getMode() & PERMISSIONS);
    copy.setModTime(entry.getLastModifiedTime());
    copy.setIds(uid, uid);
    copy.setNames(owner, owner);
    return copy;
  }

  @Override
  public void close() throws IOException {
    // Neither ends the tar: it is whole when it was read to its end.
    in.close();
  }
}
