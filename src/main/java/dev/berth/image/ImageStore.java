package dev.berth.image;

import dev.berth.kernel.ImageRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the catalogue is kept. Every method is one short transaction. */
public interface ImageStore {

  /** Adds an entry; false where the name is taken. */
  boolean add(String name, ImageRef source, Instant now);

  Optional<CatalogImage> find(String name);

  /** By name. */
  List<CatalogImage> list();

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
