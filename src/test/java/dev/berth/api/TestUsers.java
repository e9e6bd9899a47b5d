package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.account.Accounts;
import dev.berth.account.IssuedToken;
import dev.berth.account.Role;
import dev.berth.kernel.UserId;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Users made for one test, so that tests don't meet. */
@ApplicationScoped
public class TestUsers {

  private static final UserId TESTS = new UserId("tests");

  private final Accounts accounts;

  TestUsers(Accounts accounts) {
    this.accounts = accounts;
  }

  /** A user of a handle that nobody had before, with a token. */
  public TestUser make(Role role) {
    String handle =
        role.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID().toString().substring(0, 18);
    accounts.create(TESTS, new UserId(handle), role, Account.DEFAULT_PLAN).orElseThrow();
    var issued = accounts.issueToken(TESTS, new UserId(handle), "test", Optional.empty());
    return new TestUser(new UserId(handle), ((IssuedToken.Issued) issued).secret().text());
  }

  /** A user and her token. */
  public record TestUser(UserId handle, String token) {

    /** A request as this user. */
    public RequestSpecification asks() {
      return RestAssured.given().auth().oauth2(token);
    }
  }
}
