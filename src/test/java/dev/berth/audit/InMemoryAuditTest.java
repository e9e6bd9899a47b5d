package dev.berth.audit;

class InMemoryAuditTest extends AuditContract {

  private final InMemoryAudit audit = new InMemoryAudit();

  @Override
  protected Audit audit() {
    return audit;
  }
}
