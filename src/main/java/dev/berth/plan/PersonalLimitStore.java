package dev.berth.plan;

import dev.berth.kernel.UserId;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import java.util.List;

/** Where exceptions from plans are kept: at most one for each limit of a user. */
public interface PersonalLimitStore {

  /** By the limit's name, those that are over among them. */
  List<PersonalLimit> of(UserId owner);

  /** Creates or replaces; true if there was none. The owner must exist. */
  boolean put(PersonalLimit limit);

  /** False if there is none. */
  boolean remove(UserId owner, LimitName limit);
}
