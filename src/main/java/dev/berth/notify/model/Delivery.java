package dev.berth.notify.model;

import java.time.Instant;

/** A notice on its way through one channel; {@code tries} counts the one that is under way. */
public record Delivery(Notice notice, Channel channel, int tries, Instant since) {}
