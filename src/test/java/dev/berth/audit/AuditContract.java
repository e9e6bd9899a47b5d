package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What every audit trail must do, whatever it holds already. */
public abstract class AuditContract {

  protected abstract Audit audit();

  @Test
  void listsTheNewestFirstAndGoesOnFromAnywhere() {
    for (String subject : new String[] {"a", "b", "c"}) {
      audit().record("admin", "user.create", subject, "role=USER");
    }
    var firstTwo = audit().list(OptionalLong.empty(), 2);
    assertThat(firstTwo).extracting(AuditEntry::subject).containsExactly("c", "b");
    assertThat(audit().list(OptionalLong.of(firstTwo.getLast().id()), 1))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.actor()).isEqualTo("admin");
              assertThat(entry.action()).isEqualTo("user.create");
              assertThat(entry.subject()).isEqualTo("a");
              assertThat(entry.detail()).isEqualTo("role=USER");
            });
  }

  @Test
  void keepsADetailAsOneBoundedLine() {
    audit().record("admin", "x", "y", "a\nb" + "c".repeat(600));
    assertThat(audit().list(OptionalLong.empty(), 1))
        .singleElement()
        .extracting(AuditEntry::detail)
        .isEqualTo("a b" + "c".repeat(497));
  }
}
