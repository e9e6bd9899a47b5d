package dev.berth.api;

import dev.berth.account.Accounts;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases;
import dev.berth.lease.ReservationStore.Outcome;
import dev.berth.lease.Reservations;
import dev.berth.lease.model.Reservation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** GPUs booked ahead: one's own, for admins everybody's. */
@Path("/api/v1/reservations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "reservations")
class ReservationResource {

  private final Reservations reservations;
  private final ReservationFields fields;
  private final Accounts accounts;
  private final LeaseCalls calls;
  private final Caller caller;

  ReservationResource(
      Reservations reservations,
      ReservationFields fields,
      Accounts accounts,
      LeaseCalls calls,
      Caller caller) {
    this.reservations = reservations;
    this.fields = fields;
    this.accounts = accounts;
    this.calls = calls;
    this.caller = caller;
  }

  @GET
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Your reservations, newest first",
      description = "For admins those of a user with ?owner=, or of all with ?owner=*.")
  public Page<ReservationView> list(
      @RestQuery @Nullable String owner,
      @RestQuery @Nullable String limit,
      @RestQuery @Nullable String cursor) {
    var of = calls.ownerFilter(owner);
    var page = PageRequest.of(limit, cursor);
    var before =
        page.after(
            text ->
                ReservationId.isValid(text)
                    ? Optional.of(new ReservationId(text))
                    : Optional.<ReservationId>empty());
    return page.page(
        reservations.list(of, before, page.fetch()), it -> it.id().value(), this::view);
  }

  @POST
  @APIResponseSchema(value = ReservationView.class, responseCode = "201")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Book GPUs for a time",
      description =
          "For yourself, where your plan allows it; admins for anybody. Within that time leases of"
              + " the owner get them, and nobody else's.")
  public RestResponse<ReservationView> book(
      @RequestBody(
              content =
                  @Content(
                      examples =
                          @ExampleObject(name = "reservation", value = Examples.NEW_RESERVATION)))
          ReservationRequest request,
      UriInfo uri) {
    var owner = owner(request.owner());
    var wanted = fields.read(owner, caller.isAdmin(), request);
    var outcome =
        reservations.book(owner, caller.id(), wanted.wish(), wanted.from(), wanted.until());
    return switch (outcome) {
      case Outcome.Booked(var booked) ->
          RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, view(booked))
              .location(uri.getAbsolutePathBuilder().path(booked.id().value()).build())
              .build();
      case Outcome.NotFree(var earliest) ->
          throw new ProblemException(
              ProblemType.GPU_PROMISED,
              earliest
                  .map(at -> "too few GPUs are free all that time; from " + at + " on they are")
                  .orElse("there are not so many GPUs of this kind"));
      case Outcome.TooMany(int most) ->
          throw new ProblemException(
              ProblemType.QUOTA_EXCEEDED,
              owner + " has " + most + " reservations, the most one user may have; cancel one");
    };
  }

  private UserId owner(@Nullable String owner) {
    if (owner == null || owner.equals(caller.id().value())) {
      return caller.id();
    }
    if (!caller.isAdmin()) {
      throw new ProblemException(ProblemType.FORBIDDEN, "only admins may reserve for others");
    }
    if (!UserId.isValid(owner) || accounts.find(new UserId(owner)).isEmpty()) {
      throw ProblemException.invalid("owner", "must be a user, not " + Violations.quote(owner));
    }
    return new UserId(owner);
  }

  @GET
  @Path("{reservation}")
  @RolesAllowed(Roles.USER)
  @Operation(summary = "One reservation")
  public ReservationView get(@RestPath String reservation) {
    return view(known(reservation));
  }

  @DELETE
  @Path("{reservation}")
  @RolesAllowed(Roles.USER)
  @Operation(
      summary = "Cancel a reservation",
      description = "Leases that have its GPUs keep them to the end of their terms.")
  public void cancel(@RestPath String reservation) {
    if (!reservations.cancel(who(), known(reservation))) {
      throw new ProblemException(ProblemType.CONFLICT, "the reservation has ended already");
    }
  }

  private Reservation known(String id) {
    return Optional.of(id)
        .filter(ReservationId::isValid)
        .flatMap(text -> reservations.find(who(), new ReservationId(text)))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "you have no reservation " + Violations.quote(id)));
  }

  private Leases.Caller who() {
    return calls.who();
  }

  private ReservationView view(Reservation reservation) {
    return ReservationView.of(reservation, reservations.now());
  }
}
