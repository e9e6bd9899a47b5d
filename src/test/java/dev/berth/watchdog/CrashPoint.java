package dev.berth.watchdog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that go through the ports it wraps, and ends the process, so to speak, at one of
 * them: before it has its effect, or after.
 */
final class CrashPoint {

  /** No handler of Berth catches it. */
  static final class Crash extends Error {
    Crash(String where) {
      super(where);
    }
  }

  private int calls;
  private int crashAt = Integer.MAX_VALUE;
  private boolean afterwards;
  private int hookAt = Integer.MAX_VALUE;
  private Runnable hook = () -> {};
  private int depth;

  /** The call with this number, counted from 0 from now on, is the last. */
  void crashAt(int call, boolean afterItsEffect) {
    calls = 0;
    crashAt = call;
    afterwards = afterItsEffect;
  }

  void never() {
    crashAt(Integer.MAX_VALUE, false);
  }

  /** Just before the call with this number, counted from 0 from now on, something else happens. */
  void meanwhile(int call, Runnable work) {
    calls = 0;
    hookAt = call;
    hook = work;
  }

  int calls() {
    return calls;
  }

  <T> T wrap(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (_, method, arguments) -> {
              // Not in the middle of one, which may be a transaction: there another would wait.
              if (calls >= hookAt && depth == 0) {
                hookAt = Integer.MAX_VALUE;
                hook.run();
              }
              boolean last = calls++ == crashAt;
              if (last && !afterwards) {
                throw new Crash("before " + method.getName());
              }
              Object result = call(method, real, arguments);
              if (last) {
                throw new Crash("after " + method.getName());
              }
              return result;
            }));
  }

  private Object call(Method method, Object real, Object @Nullable [] arguments) throws Throwable {
    depth++;
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      depth--;
    }
  }
}
