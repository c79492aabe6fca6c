package org.example;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The storage of the application. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

  @Bean
  EsmondStorageBuilder esmondStorageBuilder(
      @Value("${esmond.conf}") Path file, MeterRegistry meters) {
    return EsmondStorage.builder(EsmondConf.load(file))
        .service(MeterRegistry.class, meters)
        .inBackground();
  }

  @Bean(destroyMethod = "close")
  EsmondStorage esmondStorage(EsmondStorageBuilder builder) {
    return builder.open();
  }
}
