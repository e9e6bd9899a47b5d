package dev.berth.dataset;

/**
 * A directory of the host under a name. Its path is for admins alone.
 *
 * @param path valid by {@link DatasetPaths}
 * @param description one line for users, at most {@link #MAX_DESCRIPTION} characters
 * @param writable whether it may be mounted for writing
 * @param seen whether Berth itself could look at the path when it was published; what was seen once
 *     must be there at every later look
 */
public record Dataset(
    String name, String path, String description, boolean writable, boolean seen) {

  /** What a name looks like, for messages and the OpenAPI document. */
  public static final String NAME_PATTERN = "[a-z0-9][a-z0-9._-]{0,62}";

  public static final int MAX_DESCRIPTION = 500;
}
