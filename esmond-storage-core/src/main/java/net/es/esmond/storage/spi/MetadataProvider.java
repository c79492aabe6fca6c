package net.es.esmond.storage.spi;

import net.es.esmond.storage.conf.EsmondConf;

/** Opens a {@link MetadataStore}; found by {@link java.util.ServiceLoader}. */
@FunctionalInterface
public interface MetadataProvider {
  /**
   * Connects, creating what is absent.
   *
   * @param conf where and how
   * @param context what the host hands in
   * @return an open store
   * @throws net.es.esmond.storage.error.EsmondException when it cannot be opened
   */
  MetadataStore open(EsmondConf conf, StoreContext context);
}
