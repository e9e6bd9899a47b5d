package dev.berth.grant.model;

/**
 * What is done for a workspace that loses sight of its GPUs while it runs. Stored by name: rename
 * only with a migration.
 */
public enum OnLoss {
  /** Its owner is told, and decides. */
  TELL("tell"),
  /** It is restarted where that helps, which ends what runs in it. */
  RESTART("restart");

  private final String word;

  OnLoss(String word) {
    this.word = word;
  }

  /** As the API says it. */
  public String word() {
    return word;
  }
}
