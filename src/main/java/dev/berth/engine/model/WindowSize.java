package dev.berth.engine.model;

/**
 * How many characters a terminal shows.
 *
 * @param columns 1 to {@link #MOST}
 * @param rows 1 to {@link #MOST}
 */
public record WindowSize(int columns, int rows) {

  public static final int MOST = 1_000;

  public static final WindowSize BY_DEFAULT = new WindowSize(80, 24);

  public WindowSize {
    if (!isValid(columns) || !isValid(rows)) {
      throw new IllegalArgumentException(columns + " x " + rows);
    }
  }

  public static boolean isValid(int count) {
    return count >= 1 && count <= MOST;
  }
}
