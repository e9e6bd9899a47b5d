package dev.berth.api;

/** Bodies of what is done inside of workspaces, shown in the OpenAPI document. */
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

  static final String INSPECTED =
      """
      {"Name": "/berth-01jd5m8v3k7q2x9w4c6r0z1t8n", "State": {"Status": "running"}}""";

  static final String PRUNE =
      """
      {"dryRun": true}""";

  private AccessExamples() {}
}
