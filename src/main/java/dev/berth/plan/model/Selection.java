package dev.berth.plan.model;

import java.util.Set;

/** Some names, or all there are. */
public record Selection(boolean all, Set<String> names) {

  public static final Selection ALL = new Selection(true, Set.of());
  public static final Selection NONE = new Selection(false, Set.of());

  public Selection {
    names = Set.copyOf(names);
  }

  public static Selection of(String... names) {
    return new Selection(false, Set.of(names));
  }

  public boolean has(String name) {
    return all || names.contains(name);
  }
}
