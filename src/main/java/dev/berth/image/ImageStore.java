package dev.berth.image;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the catalogue is kept. Every method is one short transaction. */
public interface ImageStore {

  /** Adds an entry; false where the name is taken. */
  boolean add(String name, ImageRef source, Instant now);

  Optional<CatalogImage> find(String name);

  /** All there are, by name. */
  List<CatalogImage> list();

  /** Those that a user can see, by name. */
  List<CatalogImage> list(UserId user);

  /** Those that were made of a lease, by name. */
  List<CatalogImage> madeOf(LeaseId lease);

  /**
   * Adds an entry whose source is about to be made of a workspace, and takes it as {@link #claim}
   * does.
   */
  Begun begin(NewSnapshot snapshot, ImageRef source, Instant now, Instant until);

  /**
   * The source is there; baking goes on under the same claim.
   *
   * @param bytes that it takes beside the image of the catalogue that it began with
   */
  void copied(String name, long bytes);

  /** What users' own images take of the disk. */
  List<OwnSize> ownSizes();

  /**
   * An own image.
   *
   * @param bytes as in {@link #copied}; of what nobody else's image has
   */
  record OwnSize(String name, UserId owner, long bytes) {}

  /** Whether a snapshot of this lease is being made. */
  boolean isCopying(LeaseId lease, Instant now);

  /**
   * Ends what nobody makes any more: a snapshot that was not there yet has failed, what was being
   * baked is as new.
   *
   * @return how many these were
   */
  int endAbandoned(String why, Instant now);

  /**
   * A snapshot to begin.
   *
   * @param most own images that its owner may have
   */
  record NewSnapshot(UserId owner, String name, LeaseId of, int most) {

    public String entry() {
      return CatalogImage.nameOf(owner, name);
    }
  }

  /** Outcome of {@link #begin}. */
  sealed interface Begun {
    record Started() implements Begun {}

    record NameTaken() implements Begun {}

    /** Another one of this lease is being made. */
    record UnderWay() implements Begun {}

    record TooMany(int most) implements Begun {}
  }

  /** Removes an entry; false where there is none. */
  boolean remove(String name);

  /**
   * Takes the baking of an image until an instant, unless somebody else has it still; empties the
   * log. True if it was taken.
   */
  boolean claim(String name, Instant now, Instant until);

  /** Keeps what was claimed, and adds to the log, of which the last 256 KiB are kept. */
  void progress(String name, String lines, Instant until);

  /**
   * Ends a baking, well or with a reason, and gives the claim back. Does nothing where the entry
   * has another source by now.
   */
  void finish(CatalogImage result);

  /** What the builder said in the last baking. */
  String log(String name);
}
