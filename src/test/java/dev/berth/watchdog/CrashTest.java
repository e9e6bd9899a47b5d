package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.KeptImage;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.CrashPoint.Crash;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Berth ends at any of its calls to the engine or the database, and the next one goes on. */
@ExtendWith(Quiet.class)
class CrashTest {

  private static final String NAME = "box";
  private static final String OTHER = "web";

  /** Something asked for, and where it must lead. */
  private enum Course {
    BRING_UP(Running.class) {
      @Override
      void prepare(World world) {}

      @Override
      void ask(World world) {
        if (world.berth.useCases.find(World.ADA_HERSELF, NAME).isEmpty()) {
          world.request(NAME);
        }
      }
    },
    BRING_UP_LINKED(Running.class) {
      @Override
      void prepare(World world) {}

      @Override
      void ask(World world) {
        if (world.berth.useCases.find(World.ADA_HERSELF, NAME).isEmpty()) {
          world.request(NAME, SampleLeases.linkedSpec());
        }
      }

      @Override
      void check(World world) {
        var lease = box(world);
        assertThat(world.engine.links(lease.owner().value(), lease.id().containerName()))
            .contains(Map.of("db", SampleLeases.id(7).containerName()));
      }
    },
    STOP(Stopped.class) {
      @Override
      void ask(World world) {
        world.berth.useCases.stop(World.ADA_HERSELF, NAME);
      }
    },
    START(Running.class) {
      @Override
      void prepare(World world) {
        super.prepare(world);
        world.berth.useCases.stop(World.ADA_HERSELF, NAME);
        world.settle();
      }

      @Override
      void ask(World world) {
        world.berth.useCases.start(World.ADA_HERSELF, NAME);
      }
    },
    RESTART(Running.class) {
      @Override
      void ask(World world) {
        world.berth.useCases.restart(World.ADA_HERSELF, NAME);
      }
    },
    /** Limits of what runs. */
    ADJUST(Running.class) {
      @Override
      void ask(World world) {
        world.berth.changes.amend(World.ADA_HERSELF, NAME, SampleAmendments.memory(1024));
      }
    },
    /** A container made anew, and what was installed in the one before. */
    CHANGE(Running.class) {
      @Override
      void prepare(World world) {
        world.install(world.running(NAME));
      }

      @Override
      void ask(World world) {
        world.berth.changes.amend(
            World.ADA_HERSELF, NAME, SampleAmendments.env(Map.of("B", "2"), 8888));
      }

      @Override
      void check(World world) {
        var lease = box(world);
        assertThat(lease.generation()).isEqualTo(1);
        assertThat(lease.ports()).hasSize(2);
        assertThat(world.isInstalled(lease.id())).isTrue();
      }
    },
    CHANGE_AGAIN(Running.class) {
      @Override
      void prepare(World world) {
        CHANGE.prepare(world);
        CHANGE.ask(world);
        world.settle();
      }

      @Override
      void ask(World world) {
        world.berth.changes.amend(World.ADA_HERSELF, NAME, SampleAmendments.env(Map.of("C", "3")));
      }

      @Override
      void check(World world) {
        var lease = box(world);
        assertThat(lease.generation()).isEqualTo(2);
        assertThat(lease.ports()).hasSize(1);
        assertThat(world.isInstalled(lease.id())).isTrue();
        // The older one is named no more.
        assertThat(world.engine.copies().keySet())
            .extracting(KeptImage::generation)
            .containsExactly(2);
      }
    },
    /** A container in the network of another, which was made anew. */
    RESTART_JOINED(Running.class) {
      @Override
      void prepare(World world) {
        world.install(world.running(NAME, SampleLeases.joinedSpec(world.running(OTHER))));
        world.berth.changes.amend(World.ADA_HERSELF, OTHER, SampleAmendments.env(Map.of("B", "2")));
        world.settle();
      }

      @Override
      void ask(World world) {
        world.berth.useCases.restart(World.ADA_HERSELF, NAME);
      }

      @Override
      void check(World world) {
        var lease = box(world);
        assertThat(lease.generation()).isEqualTo(1);
        assertThat(world.isInstalled(lease.id())).isTrue();
      }
    },
    RELEASE_OF_A_CHANGED(Released.class) {
      @Override
      void prepare(World world) {
        CHANGE_AGAIN.prepare(world);
      }

      @Override
      void ask(World world) {
        world.berth.useCases.release(World.ADA_HERSELF, NAME);
      }

      @Override
      void check(World world) {
        assertThat(world.engine.copies()).isEmpty();
      }
    },
    RELEASE(Released.class) {
      @Override
      void ask(World world) {
        world.berth.useCases.release(World.ADA_HERSELF, NAME);
      }
    };

    private final Class<? extends LeaseState> end;

    Course(Class<? extends LeaseState> end) {
      this.end = end;
    }

    void prepare(World world) {
      world.running(NAME);
    }

    abstract void ask(World world);

    void check(World world) {}
  }

  @ParameterizedTest
  @EnumSource
  void healsACrashAtAnyCall(Course course) {
    int calls = callsOf(course);
    assertThat(calls).isGreaterThan(5);
    for (int call = 0; call < calls; call++) {
      for (boolean afterwards : List.of(false, true)) {
        crashAt(course, call, afterwards);
      }
    }
  }

  /** The only one beside the other one. */
  private static Lease box(World world) {
    var leases = world.leases.all().stream().filter(lease -> !lease.name().equals(OTHER)).toList();
    assertThat(leases).hasSize(1);
    return leases.getFirst();
  }

  private static int callsOf(Course course) {
    var world = new World();
    course.prepare(world);
    world.crash.never();
    course.ask(world);
    world.settle();
    return world.crash.calls();
  }

  private static void crashAt(Course course, int call, boolean afterwards) {
    var world = new World();
    course.prepare(world);
    world.crash.crashAt(call, afterwards);
    try {
      course.ask(world);
      world.settle();
    } catch (Crash _) {
      world.crash();
      // Whoever got no answer asks again.
      course.ask(world);
    }
    Order.restore(world);
    assertThat(box(world).state()).as("call %s", call).isInstanceOf(course.end);
    Order.check(world);
    course.check(world);
  }
}
