package net.es.esmond.storage.cassandra.internal.batch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps company together: what the items of one group go on to submit when it ends is sent when all
 * of them have submitted it, as one group again, and not the first of them alone. Concerns the
 * calling thread only.
 */
final class SendCoalescer {
  private static final ThreadLocal<@Nullable Map<Object, Runnable>> PUT_OFF = new ThreadLocal<>();

  private SendCoalescer() {}

  /** Does the work, and then what was put off meanwhile, once for each lane. */
  static void all(Runnable work) {
    if (PUT_OFF.get() != null) {
      work.run();
      return;
    }
    Map<Object, Runnable> putOff = new LinkedHashMap<>();
    PUT_OFF.set(putOff);
    try {
      work.run();
    } finally {
      PUT_OFF.remove();
      putOff.values().forEach(Runnable::run);
    }
  }

  /** Sends what waits in a lane: now, or at the end of {@link #all}. */
  static void run(Object lane, Runnable send) {
    Map<Object, Runnable> putOff = PUT_OFF.get();
    if (putOff == null) {
      send.run();
    } else {
      putOff.put(lane, send);
    }
  }
}
