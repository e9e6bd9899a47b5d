package dev.berth.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.PostgresResource;
import dev.berth.audit.Audit;
import dev.berth.audit.AuditContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheAuditIT extends AuditContract {

  private final PanacheAudit audit;
  private final AuditEntryRepository rows;

  PanacheAuditIT(PanacheAudit audit, AuditEntryRepository rows) {
    this.audit = audit;
    this.rows = rows;
  }

  @Override
  protected Audit audit() {
    return audit;
  }

  @Test
  void letsNobodyRewriteHistory() {
    audit.record("admin", "user.create", "ada", "");
    assertThatThrownBy(
            () -> QuarkusTransaction.requiringNew().run(() -> rows.update("detail = 'other'")))
        .hasStackTraceContaining("append-only");
    assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> rows.deleteAll()))
        .hasStackTraceContaining("append-only");
  }

  @Test
  void losesTheLineOfAnActThatIsLost() {
    assertThatThrownBy(
            () ->
                audit.together(
                    () -> {
                      audit.record("admin", "image.add", "rolled-back", "");
                      throw new IllegalStateException("the act failed");
                    }))
        .hasMessageContaining("the act failed");
    assertThat(rows.count("subject", "rolled-back")).isZero();
  }
}
