package org.example;

import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.health.StorageHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** The storage's part of the application's health; Boot names it esmond. */
@Component
class EsmondHealthIndicator implements HealthIndicator {
  private final EsmondStorage storage;

  EsmondHealthIndicator(EsmondStorage storage) {
    this.storage = storage;
  }

  @Override
  public Health health() {
    StorageHealth health = storage.health();
    return (health.canServe() ? Health.up() : Health.down())
        .withDetail("measurements", health.measurements().summary())
        .withDetail("metadata", health.metadata().summary())
        .withDetail("problems", health.problems())
        .build();
  }
}
