package dev.berth.engine.model;

/** A named volume at an absolute path inside. */
public record VolumeMount(String volume, String target) {}
