package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.watchdog.model.Outcome;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The network of another lease, which is there only while that one runs. */
@Singleton
class SharedNetwork {

  private final ContainerEngine engine;
  private final LeaseStore leases;

  SharedNetwork(ContainerEngine engine, LeaseStore leases) {
    this.engine = engine;
    this.leases = leases;
  }

  /** Why a lease can't start now for the one whose network it shares; empty where it can. */
  Optional<Outcome> notYet(Lease lease) throws EngineException {
    var joins = lease.spec().network().joins();
    if (joins == null) {
      return Optional.empty();
    }
    var partner = leases.find(joins).orElseThrow();
    return switch (partner.state()) {
      case LeaseState.Running _
          when engine
              .find(joins.containerName())
              .filter(ObservedContainer::isRunning)
              .isPresent() ->
          Optional.empty();
      case LeaseState.Queued _,
          LeaseState.Offered _,
          LeaseState.Active _,
          LeaseState.Stopping(_, LeaseState.Starting _) ->
          Optional.of(new Outcome.Waiting(itsNetworkIs(partner) + " which is coming up"));
      case LeaseState.Stopping _, LeaseState.Resting _ ->
          Optional.of(
              new Outcome.Hopeless(
                  itsNetworkIs(partner)
                      + " which is "
                      + partner.state().word()
                      + ": that has to run first"));
      case LeaseState.Releasing _, LeaseState.Released _ ->
          Optional.of(
              new Outcome.Hopeless(
                  itsNetworkIs(partner) + " which is over; release this one and ask again"));
    };
  }

  private static String itsNetworkIs(Lease partner) {
    return "it shares the network of lease " + partner.name() + ",";
  }
}
