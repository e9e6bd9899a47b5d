package dev.berth.api;

/** Request bodies of what is done inside, shown in the OpenAPI document. */
final class AccessExamples {

  static final String COMMAND =
      """
      {"command": ["python", "-c", "print(6 * 7)"], "workdir": "/tmp", "env": {"SEED": "1"}, "timeout": "5m"}""";

  static final String SIGNAL =
      """
      {"signal": "HUP"}""";

  static final String ACTIONS =
      """
      {"action": "stop", "leases": ["train", "eval"]}""";

  private AccessExamples() {}
}
