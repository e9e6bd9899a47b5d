package dev.berth.notify;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Sent;

/** One channel's way of telling. May block for as long as its timeout. */
public interface Sender {

  Channel channel();

  /** Whether it is configured. */
  boolean isOn();

  Sent send(Notice notice) throws InterruptedException;
}
