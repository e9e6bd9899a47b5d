package dev.berth.api;

/** Request bodies of leases and images shown in the OpenAPI document. */
final class LeaseExamples {

  static final String NEW_LEASE =
      """
      {"name": "mmdet-train", "image": "debian", "ttl": "8h",
       "cpus": 2, "memory": "4g", "shmSize": "2g", "pidsLimit": 4096,
       "ports": [{"container": 8888, "label": "jupyter"}],
       "env": {"HF_HOME": "/home/dev/hf"}, "envFile": "A=1\\n# comment\\nB=2\\n",
       "secretEnv": {"HF_TOKEN": "hf_…"},
       "mounts": [{"volume": "code", "target": "/code"}],
       "hostname": "mars", "workdir": "/code", "command": ["bash", "-c", "python train.py"],
       "restart": "on-failure:5", "labels": {"project": "seg"}, "idle": {"stopAfter": "2h"}}""";

  static final String EXTENSION =
      """
      {"by": "4h"}""";

  static final String CHANGE =
      """
      {"memory": "8g", "ports": [{"container": 8888, "label": "jupyter"}]}""";

  static final String KEEP_AWAKE =
      """
      {"for": "8h"}""";

  static final String NEW_IMAGE =
      """
      {"name": "debian", "source": "debian:bookworm-slim"}""";

  static final String SNAPSHOT =
      """
      {"name": "mmseg-ready"}""";

  private LeaseExamples() {}
}
