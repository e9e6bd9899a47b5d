package dev.berth.kernel;

/** A limit of a process: {@code soft} up to {@code hard}; -1 is no limit. */
public record Ulimit(long soft, long hard) {}
