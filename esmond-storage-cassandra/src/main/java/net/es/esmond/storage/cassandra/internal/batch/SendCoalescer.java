package net.es.esmond.storage.cassandra.internal.batch;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Delays sends on the current thread so that they can share a group. When a group ends, each of its
 * items may submit another one. The new items are sent after all of them are submitted, as one
 * group, and the first is not sent by itself.
 */
final class SendCoalescer {
  private static final ThreadLocal<@Nullable Map<Object, Runnable>> PUT_OFF = new ThreadLocal<>();

  private SendCoalescer() {}

  /** Runs work, and afterwards the sends that it delayed, once for each lane. */
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

  /**
   * Runs the send of a lane now, or at the end of {@link #all} if the current thread is within it.
   */
  static void run(Object lane, Runnable send) {
    Map<Object, Runnable> putOff = PUT_OFF.get();
    if (putOff == null) {
      send.run();
    } else {
      putOff.put(lane, send);
    }
  }
}
