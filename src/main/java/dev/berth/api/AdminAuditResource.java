package dev.berth.api;

import dev.berth.audit.Audit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who did what, for admins. */
@Path("/api/v1/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "admin")
class AdminAuditResource {

  private final Audit audit;

  AdminAuditResource(Audit audit) {
    this.audit = audit;
  }

  @GET
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "The audit trail, newest first")
  public Page<AuditEntryView> list(
      @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
    var page = PageRequest.of(limit, cursor);
    var before = page.after(AdminAuditResource::id).orElseGet(OptionalLong::empty);
    return page.page(
        audit.list(before, page.fetch()), entry -> Long.toString(entry.id()), AuditEntryView::of);
  }

  private static Optional<OptionalLong> id(String text) {
    return text.matches("\\d{1,18}")
        ? Optional.of(OptionalLong.of(Long.parseLong(text)))
        : Optional.empty();
  }
}
