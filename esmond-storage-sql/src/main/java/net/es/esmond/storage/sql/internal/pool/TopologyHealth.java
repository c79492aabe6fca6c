package net.es.esmond.storage.sql.internal.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.text.Listed;

/** Describes the health of a database by what its servers answered. */
final class TopologyHealth {
  private TopologyHealth() {}

  /**
   * Returns the health of a database.
   *
   * @param since when the state became what it is
   * @param servers the servers that were asked
   * @param fromMemory for how long known records are answered from memory without a primary
   */
  static StoreHealth of(
      StoreState state, Instant since, List<ServerHealth> servers, Duration fromMemory) {
    Optional<String> obstacle =
        switch (state) {
          case UP, DEGRADED -> Optional.empty();
          case CONNECTING -> Optional.of("no server that takes writes was found yet");
          case DOWN ->
              Optional.of(
                  "no server takes writes; known records are answered from memory for "
                      + fromMemory);
          case CLOSED, ABSENT -> Optional.of("the storage is closed");
        };
    List<ServerHealth> named =
        switch (state) {
          case UP, CLOSED, ABSENT -> List.of();
          case DEGRADED -> servers.stream().filter(server -> !server.up()).toList();
          case CONNECTING, DOWN -> servers;
        };
    return new StoreHealth(
        StoreException.Store.POSTGRESQL,
        state,
        since.truncatedTo(ChronoUnit.MILLIS),
        named.isEmpty() ? Optional.empty() : Optional.of(Listed.of(named, "; ")),
        servers,
        obstacle,
        obstacle);
  }

  /**
   * Returns the health of a database whose schema was not checked yet.
   *
   * @param problem why the last check failed; empty when there was none
   */
  static StoreHealth unprepared(StoreHealth health, Optional<String> problem) {
    if (!health.canServe()) {
      return health;
    }
    Optional<String> obstacle = Optional.of("esmond's tables were not checked yet");
    return new StoreHealth(
        health.store(),
        StoreState.CONNECTING,
        health.since(),
        problem.or(health::reason),
        health.servers(),
        obstacle,
        obstacle);
  }
}
