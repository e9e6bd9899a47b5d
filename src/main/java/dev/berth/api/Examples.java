package dev.berth.api;

/** Request bodies shown in the OpenAPI document. */
final class Examples {

  static final String NEW_USER =
      """
      {"handle": "alice", "role": "user", "plan": "default"}""";

  static final String PLAN =
      """
      {"maxLeases": 8, "maxTerm": "14d", "maxGpus": 4, "maxMemory": "256g", "weight": 2,
       "permissions": {"rootLogin": true, "fixedPorts": true,
       "datasets": ["imagenet"], "images": ["*"]}}""";

  static final String EXCEPTION =
      """
      {"value": 6, "until": "2027-01-15T00:00:00Z", "reason": "paper deadline"}""";

  static final String DATASET =
      """
      {"path": "/data/imagenet", "description": "ILSVRC 2012, 1.2 million images",
       "writable": false}""";

  static final String NEW_VOLUME =
      """
      {"name": "checkpoints"}""";

  static final String NEW_KEY =
      """
      {"name": "laptop", "publicKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0Q1Wm1XqR1KqmFEdSItCqgSiSIIiTYIJbmQBXjNu8T alice@laptop"}""";

  static final String NEW_TOKEN =
      """
      {"name": "laptop", "ttl": "90d"}""";

  static final String DISABLE =
      """
      {"enabled": false}""";

  private Examples() {}

  static final String NEW_RESERVATION =
      """
      {"gpus": 2, "gpu": {"model": "A100"},
       "from": "2026-12-01T08:00:00Z", "until": "2026-12-01T20:00:00Z"}
      """;
}
