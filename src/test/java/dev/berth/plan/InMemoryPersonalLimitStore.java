package dev.berth.plan;

import dev.berth.kernel.UserId;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import java.util.List;
import java.util.TreeMap;

/** Exceptions in memory; passes {@link PersonalLimitStoreContract}. */
public final class InMemoryPersonalLimitStore implements PersonalLimitStore {

  private final TreeMap<String, PersonalLimit> kept = new TreeMap<>();

  private static String key(UserId owner, LimitName limit) {
    return owner.value() + " " + limit.word();
  }

  @Override
  public synchronized List<PersonalLimit> of(UserId owner) {
    return kept.values().stream().filter(limit -> limit.owner().equals(owner)).toList();
  }

  @Override
  public synchronized boolean put(PersonalLimit limit) {
    return kept.put(key(limit.owner(), limit.limit()), limit) == null;
  }

  @Override
  public synchronized boolean remove(UserId owner, LimitName limit) {
    return kept.remove(key(owner, limit)) != null;
  }
}
