package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import java.lang.reflect.Proxy;

/** Ends each subscription before the one who asked for it gets it. */
final class BreakingEngine {

  private final ContainerEngine real;
  private int subscriptions;

  BreakingEngine(ContainerEngine real) {
    this.real = real;
  }

  ContainerEngine engine() {
    return (ContainerEngine)
        Proxy.newProxyInstance(
            ContainerEngine.class.getClassLoader(),
            new Class<?>[] {ContainerEngine.class},
            (_, method, arguments) -> {
              if (method.getName().equals("subscribe")) {
                subscriptions++;
                ((Runnable) arguments[1]).run();
                return (AutoCloseable) () -> {};
              }
              return method.invoke(real, arguments);
            });
  }

  int subscriptions() {
    return subscriptions;
  }
}
