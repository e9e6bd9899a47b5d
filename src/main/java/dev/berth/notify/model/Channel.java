package dev.berth.notify.model;

/** A way out of Berth. */
public enum Channel {
  MAIL,
  WEBHOOK
}
