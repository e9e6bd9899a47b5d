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
class WorkspaceOnDebian13IT extends EditorContract {

  WorkspaceOnDebian13IT(TestUsers users, Installation installation) {
    super(users, installation, "debian13");
  }

  @Override
  String source(Path directory) {
    return System.getProperty("berth.test.trixie-image", "debian:trixie-slim");
  }

  @Override
  String shell() {
    return "/bin/bash";
  }
}
