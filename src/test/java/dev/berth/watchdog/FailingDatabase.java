package dev.berth.watchdog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;

/** A database that goes away, for a while or for one call before or after its effect. */
final class FailingDatabase {

  private boolean down;
  private int failIn = Integer.MAX_VALUE;
  private boolean afterwards;

  void setDown(boolean down) {
    this.down = down;
  }

  /** So many calls from now on work still; of the next one there is no answer. */
  void failIn(int calls, boolean afterItsEffect) {
    failIn = calls;
    afterwards = afterItsEffect;
  }

  void failNothing() {
    down = false;
    failIn = Integer.MAX_VALUE;
  }

  <T> T wrap(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              boolean fails = failIn-- == 0;
              if (down || fails && !afterwards) {
                throw gone();
              }
              try {
                Object result = method.invoke(real, arguments);
                if (fails) {
                  throw gone();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static RuntimeException gone() {
    return new IllegalStateException(new SQLTransientConnectionException("gone"));
  }

  static boolean isCauseOf(RuntimeException e) {
    return e.getCause() instanceof SQLTransientConnectionException;
  }
}
