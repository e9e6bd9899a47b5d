package dev.berth.notify;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import dev.berth.notify.model.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is to be told, until it is told or given up. */
public interface Outbox {

  /**
   * Keeps a notice for each of these channels, due at once; joins the caller's transaction. One
   * that is known by its id already is left as it is.
   */
  void add(Notice notice, Set<Channel> channels, Instant now);

  /**
   * Takes what is due for one sender, and counts the try: due again at {@code until}, unless it is
   * said before what became of it.
   */
  List<Delivery> claim(Instant now, Instant until, int most);

  /** It was taken by the other side, and is never claimed again. */
  void delivered(Delivery delivery, Instant at);

  /**
   * A try failed.
   *
   * @param next empty where it is given up; nothing is changed where it was delivered meanwhile, or
   *     a later try is under way
   */
  void failed(Delivery delivery, String why, Optional<Instant> next);
}
