package dev.berth.access;

import dev.berth.access.Places.Place;
import dev.berth.audit.Audit;
import dev.berth.engine.Archive;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.Unpacked;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Files into a workspace and out of it, as tar archives. The engine reads and writes as root, so it
 * is for logins that can be root.
 */
@Singleton
public class Files {

  private final ContainerAccess access;
  private final Doors doors;
  private final Owners owners;
  private final Audit audit;
  private final AccessMetrics metrics;
  private final ByteSize limit;
  private final Places<UserId> places;

  Files(
      ContainerAccess access,
      Doors doors,
      Owners owners,
      Audit audit,
      AccessMetrics metrics,
      AccessConfig config) {
    this.access = access;
    this.doors = doors;
    this.owners = owners;
    this.audit = audit;
    this.metrics = metrics;
    this.limit = ByteSize.parse(config.maxArchive()).orElseThrow();
    this.places =
        new Places<>("archives", "of yours", config.maxTransfersPerUser(), config.maxTransfers());
  }

  /**
   * A file or a directory with what is below it. Reading more than the limit fails.
   *
   * @param path without a {@link InsidePath#complaintOfTree}
   */
  public Answer<Archive> read(UserId who, Lease lease, String path) throws EngineException {
    return doors.whereThereIsOne(
        lease,
        () -> {
          if (!Login.of(lease).mayBeRoot()) {
            return notWithoutSudo();
          }
          Place place = places.take(who).orElse(null);
          if (place == null) {
            return places.refusal(who);
          }
          boolean handedOver = false;
          try {
            audit.record(who.value(), "lease.files.get", lease.id().value(), path);
            var answer = open(lease, path, place);
            handedOver = answer instanceof Answer.Given;
            return answer;
          } finally {
            if (!handedOver) {
              place.close();
            }
          }
        });
  }

  private Answer<Archive> open(Lease lease, String path, Place place) throws EngineException {
    var archive = access.read(lease.id().containerName(), path).orElse(null);
    if (archive == null) {
      return Answer.refused(Answer.Why.NO_SUCH_THING, "there is no such path in the workspace");
    }
    if (archive.fileSize().orElse(0) > limit.bytes()) {
      archive.close();
      return Answer.refused(
          Answer.Why.TOO_LARGE, "an archive may have " + limit.bytes() + " bytes");
    }
    return Answer.given(new Leaving(archive, place));
  }

  /** What leaves, held to the limit and counted. */
  private final class Leaving implements Archive {

    private final Archive archive;
    private final Place place;
    private final CountedSource content;
    private final AtomicBoolean closed = new AtomicBoolean();

    Leaving(Archive archive, Place place) {
      this.archive = archive;
      this.place = place;
      this.content = new CountedSource(archive.content(), limit.bytes());
    }

    @Override
    public OptionalLong fileSize() {
      return archive.fileSize();
    }

    @Override
    public InputStream content() {
      return content;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try (place) {
          metrics.bytes("out", content.count());
          archive.close();
        }
      }
    }
  }

  /**
   * Unpacks a tar. Where it is refused, entries before the one that was wrong may be there.
   *
   * @param directory without a {@link InsidePath#complaint}
   * @param announced its length, where the client says so
   */
  public Answer<Unpacked> write(
      UserId who, Lease lease, String directory, InputStream tar, OptionalLong announced)
      throws EngineException {
    return doors.whereThereIsOne(
        lease,
        () -> {
          if (!Login.of(lease).mayBeRoot()) {
            return notWithoutSudo();
          }
          if (announced.orElse(0) > limit.bytes()) {
            return Answer.refused(
                Answer.Why.TOO_LARGE, "an archive may have " + limit.bytes() + " bytes");
          }
          try (Place place = places.take(who).orElse(null)) {
            if (place == null) {
              return places.refusal(who);
            }
            audit.record(who.value(), "lease.files.put", lease.id().value(), directory);
            return unpack(lease, directory, tar);
          }
        });
  }

  private Answer<Unpacked> unpack(Lease lease, String directory, InputStream tar)
      throws EngineException {
    var login = Login.of(lease);
    int uid = login.isRoot() ? 0 : owners.uid(lease.owner());
    try (var checked =
        new CheckedTar(tar, limit.bytes(), new EntryRules(directory), login.user(), uid)) {
      try {
        var unpacked = access.unpack(lease.id().containerName(), directory, checked);
        return unpacked == Unpacked.DONE
            ? Answer.given(unpacked)
            : Answer.refused(
                Answer.Why.NO_SUCH_THING, "there is no such directory in the workspace");
      } catch (EngineException e) {
        var refusal = checked.refusal();
        if (refusal.isPresent()) {
          return Answer.refused(refusal.get().why, refusal.get().detail);
        }
        throw e;
      } finally {
        metrics.bytes("in", checked.bytes());
      }
    } catch (IOException e) {
      throw new EngineException.Unavailable("the archive could not be closed", e);
    }
  }

  private static <T> Answer<T> notWithoutSudo() {
    return Answer.refused(
        Answer.Why.NOT_ALLOWED,
        "files go in and out as root, and this lease has no sudo; use scp, sftp or rsync");
  }
}
