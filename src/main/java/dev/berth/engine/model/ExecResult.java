package dev.berth.engine.model;

/** How a command in a container ended. {@code output} is stdout and stderr, cut at 64 KiB. */
public record ExecResult(int exitCode, String output) {}
