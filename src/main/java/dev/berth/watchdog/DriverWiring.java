package dev.berth.watchdog;

import dev.berth.audit.Audit;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.ImageEngine;
import dev.berth.gpu.GpuConfig;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.ProbeStore;
import dev.berth.idle.IdleRules;
import dev.berth.idle.IdleStore;
import dev.berth.idle.RuleUpdates;
import dev.berth.image.Images;
import dev.berth.lease.AdmissionRules;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.node.Node;
import dev.berth.notify.Deliveries;
import dev.berth.notify.Outbox;
import dev.berth.usage.Usage;
import dev.berth.volume.Volumes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what {@link BringUp}, {@link Driver} and others need of their surroundings. */
class DriverWiring {

  @Produces
  @Singleton
  Driver.Grants grants(AdmissionRules rules, LeaseQueue queue) {
    return new Driver.Grants(rules, queue);
  }

  @Produces
  @Singleton
  Driver.Eyes eyes(ContainerEngine engine, ContainerAccess inside, Images images) {
    return new Driver.Eyes(engine, inside, images);
  }

  @Produces
  @Singleton
  DiskSurvey.Books diskBooks(LeaseStore leases, Volumes volumes, Images images) {
    return new DiskSurvey.Books(leases, volumes, images);
  }

  @Produces
  @Singleton
  GpuSurvey.Rhythm rhythm(GpuConfig config, ProbeStore probes, ImageEngine images) {
    return new GpuSurvey.Rhythm(config, probes, images);
  }

  @Produces
  @Singleton
  GpuSurvey.Books books(Gpus gpus, Usage usage) {
    return new GpuSurvey.Books(gpus, usage);
  }

  @Produces
  @Singleton
  DiskLimits.Ways ways(Deliveries deliveries, TerminalLines terminals, Audit audit, Nudge nudge) {
    return new DiskLimits.Ways(deliveries::channels, terminals, audit, nudge);
  }

  @Produces
  @Singleton
  IdleWatch.Memory idleMemory(IdleStore store, IdleRules rules, RuleUpdates updates) {
    return new IdleWatch.Memory(store, rules, updates);
  }

  @Produces
  @Singleton
  IdleWarnings.Post post(Outbox outbox, Deliveries deliveries) {
    return new IdleWarnings.Post(outbox, deliveries::channels);
  }

  @Produces
  @Singleton
  BringUp.Place place(
      Node node,
      Mounts mounts,
      Links links,
      SharedNetwork network,
      Copies copies,
      GpuCheck gpus,
      WatchdogConfig config) {
    return new BringUp.Place(node, mounts, links, network, copies, gpus, config.readyWithin());
  }
}
