package dev.berth.engine.model;

/**
 * What an engine remembers of a command.
 *
 * @param exitCode 0 while it runs
 */
public record CommandState(boolean running, int exitCode) {}
