package dev.berth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.berth.account.FirstAdmin;
import dev.berth.home.Home;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FirstStartIT {

  private final Home home;
  private final Installation installation;
  private final FirstAdmin firstAdmin;

  FirstStartIT(Home home, Installation installation, FirstAdmin firstAdmin) {
    this.home = home;
    this.installation = installation;
    this.firstAdmin = firstAdmin;
  }

  @Test
  void tellsScriptsWhichInstallationThisIs() throws IOException {
    assertThat(installation.id()).matches("[0-9a-f]{32}");
    assertThat(home.file("installation")).hasContent(installation.id() + "\n");
  }

  @Test
  void leavesAnAdminTokenThatWorksAndAnotherStartLeavesItAlone() throws IOException {
    // Other tests on the same database may have emptied it since the start.
    firstAdmin.ensure();
    String token = Files.readString(home.file("admin-token"));
    firstAdmin.ensure();
    assertThat(Files.readString(home.file("admin-token"))).isEqualTo(token);
    given()
        .auth()
        .oauth2(token.strip())
        .get("/api/v1/me")
        .then()
        .statusCode(200)
        .body("handle", equalTo("admin"))
        .body("role", equalTo("admin"));
  }
}
