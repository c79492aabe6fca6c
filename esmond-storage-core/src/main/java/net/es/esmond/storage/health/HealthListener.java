package net.es.esmond.storage.health;

/**
 * A listener that is called when the health of a store changes. A host offers it before the storage
 * is opened: {@code EsmondStorage.builder(conf).service(HealthListener.class, listener)}.
 */
@FunctionalInterface
public interface HealthListener {

  /**
   * Handles a change of a store's state, of the servers that are up, or of what can be served. A
   * change is told once it has lasted for half a second, within two seconds. Closing the storage is
   * no change. The calls come one at a time, on the threads where callers' stages complete. A
   * listener that blocks delays its own later calls. An exception that it throws is logged.
   *
   * @param before the health that was told last; at first that of a store that serves
   * @param after the health now, of the same store
   */
  void changed(StoreHealth before, StoreHealth after);
}
