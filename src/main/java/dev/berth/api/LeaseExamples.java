package dev.berth.api;

/** Request bodies of leases and images shown in the OpenAPI document. */
final class LeaseExamples {

  static final String NEW_LEASE =
      """
      {"name": "mmdet-train", "image": "debian", "ttl": "8h", "cpus": 2, "memory": "4g",
       "env": {"HF_HOME": "/home/dev/hf"}, "labels": {"project": "seg"}}""";

  static final String EXTENSION =
      """
      {"by": "4h"}""";

  static final String CHANGE =
      """
      {"memory": "8g", "ports": [{"container": 8888, "label": "jupyter"}]}""";

  static final String NEW_IMAGE =
      """
      {"name": "debian", "source": "debian:bookworm-slim"}""";

  private LeaseExamples() {}
}
