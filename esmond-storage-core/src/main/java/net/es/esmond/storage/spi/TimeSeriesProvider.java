package net.es.esmond.storage.spi;

import net.es.esmond.storage.conf.EsmondConf;

/** Opens a {@link TimeSeriesStore}; found by {@link java.util.ServiceLoader}. */
@FunctionalInterface
public interface TimeSeriesProvider {
  /**
   * Opens a store: connects, and creates keyspaces and tables that are absent, unless {@link
   * StoreContext#opening} says otherwise.
   *
   * @param conf servers, credentials and limits
   * @param context clock, threads and the host's services
   * @return an open store
   * @throws net.es.esmond.storage.error.EsmondException when the store cannot be opened
   */
  TimeSeriesStore open(EsmondConf conf, StoreContext context);
}
