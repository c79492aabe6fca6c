package net.es.esmond.storage.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Counts the users of meters in a registry of the host, so that a meter is removed with its last
 * user. Storages that share a registry share meters of the same name and tags. A gauge measures
 * only its first user; when that storage closes, the gauge measures the next user. Knows no metrics
 * library. Safe for use by many threads.
 */
public final class MeterUsers implements AutoCloseable {
  /**
   * The users of each meter, by registry and meter, with the work that hands a gauge over to them.
   */
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
