package dev.berth;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A PostgreSQL for the length of a test run, from the image that {@code berth.test.postgres-image}
 * names.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

  private final PostgreSQLContainer database =
      new PostgreSQLContainer(
              DockerImageName.parse(System.getProperty("berth.test.postgres-image", "postgres:17"))
                  .asCompatibleSubstituteFor("postgres"))
          .withCommand(
              "postgres", "-c", "fsync=off", "-c", "shared_preload_libraries=pg_stat_statements");

  @Override
  public Map<String, String> start() {
    database.start();
    return Map.of(
        "quarkus.datasource.jdbc.url", database.getJdbcUrl(),
        "quarkus.datasource.username", database.getUsername(),
        "quarkus.datasource.password", database.getPassword());
  }

  /** For the engine's own commands. */
  String containerId() {
    return database.getContainerId();
  }

  @Override
  public void stop() {
    database.stop();
  }
}
