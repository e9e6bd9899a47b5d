package dev.berth;

import dev.berth.trial.TrialDatabase;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;

/** Starts Berth, with a PostgreSQL of its own where none is configured. */
@QuarkusMain
public final class Main {

  private static final String URL = "quarkus.datasource.jdbc.url";

  private Main() {}

  public static void main(String... args) throws IOException, InterruptedException {
    var config = ConfigProvider.getConfig();
    if (config.getOptionalValue(URL, String.class).isEmpty()) {
      startTrialDatabase(
          Path.of(config.getOptionalValue("berth.home", String.class).orElse(".berth")));
    }
    Quarkus.run(args);
  }

  private static void startTrialDatabase(Path home) throws IOException, InterruptedException {
    System.out.println("Trial mode: starting an embedded PostgreSQL in " + home + "/postgres");
    var database = TrialDatabase.start(home);
    System.setProperty(URL, database.jdbcUrl());
    System.setProperty("quarkus.datasource.username", database.user());
    System.setProperty("quarkus.datasource.password", database.password());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(database), "stop-trial-database"));
  }

  /** Hooks run all at once, and the service needs its database till the end. */
  private static void stop(TrialDatabase database) {
    var application = Application.currentApplication();
    if (application != null) {
      application.awaitShutdown();
    }
    try {
      database.close();
    } catch (IOException e) {
      System.err.println("the embedded PostgreSQL did not stop cleanly: " + e.getMessage());
    }
  }
}
