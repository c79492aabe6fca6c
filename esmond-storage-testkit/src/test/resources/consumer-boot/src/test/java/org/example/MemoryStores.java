package org.example;

import java.time.Clock;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Gives the application stores in memory, for tests without a server. */
class MemoryStores implements BeanPostProcessor {

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof EsmondStorageBuilder builder
        ? builder
            .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        : bean;
  }
}
