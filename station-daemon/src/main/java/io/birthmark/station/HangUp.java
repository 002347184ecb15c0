package io.birthmark.station;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, by which a service manager asks for the configuration to be read again. Listened for from
 * the beginning, as it would end the process otherwise; one that comes before the station is ready
 * is kept until it is.
 *
 * <p>The JDK has signals in {@code sun.misc.Signal} only; that is looked up by name, as the
 * compiler's warning about it cannot be silenced.
 */
public final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private Optional<Runnable> action = Optional.empty();
  private boolean kept;

  private HangUp() {}

  /** From now on the signal ends nothing. */
  public static HangUp listen() {
    HangUp hangUp = new HangUp();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  return method.invoke(hangUp, arguments);
                }
                hangUp.heard();
                return Void.TYPE;
              });
      Object unused =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
    } catch (InvocationTargetException e) {
      // A JVM that was told to leave signals alone (-Xrs): then SIGHUP ends it, as it does others.
      LOG.warn("SIGHUP does not reload here: {}", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP does not reload with this Java: {}", e.toString());
    }
    return hangUp;
  }

  private synchronized void heard() {
    kept = action.isEmpty();
    action.ifPresent(Runnable::run);
  }

  /** What it does from now on, one at a time. */
  synchronized void does(Runnable what) {
    action = Optional.of(what);
    if (kept) {
      heard();
    }
  }
}
