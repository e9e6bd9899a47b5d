package dev.berth.api;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;

@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class WorkspaceOnDebian12IT extends EditorContract {

  WorkspaceOnDebian12IT(TestUsers users, Installation installation) {
    super(users, installation, "debian12");
  }

  @Override
  String source(Path directory) {
    return System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  }

  @Override
  String shell() {
    return "/bin/bash";
  }
}
