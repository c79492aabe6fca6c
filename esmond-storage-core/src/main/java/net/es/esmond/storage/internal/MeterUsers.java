package net.es.esmond.storage.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The meters that one storage has in a registry of the host's, so that they go when it closes.
 * Storages that share a registry share meters of one name and tags. A shared meter goes with its
 * last user; a gauge, which tells of its first user only, is then the next one's. Knows no metrics
 * library. Safe for use by many threads.
 */
public final class MeterUsers implements AutoCloseable {
  /** By registry and meter: the users, and what makes a gauge tell of each. */
  private static final Map<Object, Map<Object, Map<Object, Runnable>>> USERS = new WeakHashMap<>();

  /** Stands for this object, without what this object refers to. */
  private final Object user = new Object();

  private final List<Runnable> removals = new ArrayList<>();

  /**
   * Counts this storage among the users of a meter that counts for all of them.
   *
   * @param registry has the meter
   * @param meter equal for equal meters
   * @param remove takes the meter out of the registry
   */
  public void add(Object registry, Object meter, Runnable remove) {
    add(registry, meter, remove, () -> {});
  }

  /**
   * Counts this storage among the users of a gauge.
   *
   * @param registry has the gauge
   * @param gauge equal for equal gauges
   * @param remove takes the gauge out of the registry
   * @param register puts that of this storage there
   */
  public void addGauge(Object registry, Object gauge, Runnable remove, Runnable register) {
    add(
        registry,
        gauge,
        remove,
        () -> {
          remove.run();
          register.run();
        });
  }

  private void add(Object registry, Object meter, Runnable remove, Runnable handOver) {
    synchronized (USERS) {
      Map<Object, Map<Object, Runnable>> meters =
          USERS.computeIfAbsent(registry, key -> new HashMap<>());
      Map<Object, Runnable> users = meters.computeIfAbsent(meter, key -> new LinkedHashMap<>());
      if (users.putIfAbsent(user, handOver) == null) {
        removals.add(
            () -> {
              boolean first = users.keySet().iterator().next() == user;
              users.remove(user);
              if (users.isEmpty()) {
                meters.remove(meter);
                remove.run();
              } else if (first) {
                users.values().iterator().next().run();
              }
            });
      }
    }
  }

  /** Leaves all meters; may be repeated. */
  @Override
  public void close() {
    synchronized (USERS) {
      removals.forEach(Runnable::run);
      removals.clear();
    }
  }
}
