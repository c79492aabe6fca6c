package net.es.esmond.storage.health;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.StoreException;

/**
 * The health of one store: what this process knew of the store's servers at one moment. Immutable.
 *
 * @param store the store
 * @param state the state of the connections to the store
 * @param since when the state became what it is, by the archive's time
 * @param reason why the store or one of its servers is not up, in the words of the last error if
 *     there was one; empty when all are up
 * @param servers every known server
 * @param cannotRead why a read at the configured consistency level cannot be served now; empty when
 *     nothing is known against it
 * @param cannotWrite why a write at the configured consistency level cannot be served now; empty
 *     when nothing is known against it
 */
public record StoreHealth(
    StoreException.Store store,
    StoreState state,
    Instant since,
    Optional<String> reason,
    List<ServerHealth> servers,
    Optional<String> cannotRead,
    Optional<String> cannotWrite) {
  /** Copies the list. */
  public StoreHealth {
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(reason, "reason");
    servers = List.copyOf(servers);
    Objects.requireNonNull(cannotRead, "cannotRead");
    Objects.requireNonNull(cannotWrite, "cannotWrite");
  }

  /**
   * Returns the health of a store that has no servers, such as one in memory.
   *
   * @param store the store
   * @param since when the store was opened
   * @return a health with nothing against it
   */
  public static StoreHealth serving(StoreException.Store store, Instant since) {
    return new StoreHealth(
        store,
        StoreState.UP,
        since,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns the health of a store that the storage was opened without.
   *
   * @param store the store
   * @return a health in the state {@link StoreState#ABSENT}, since 1970
   */
  public static StoreHealth absent(StoreException.Store store) {
    Optional<String> obstacle = Optional.of("the storage was opened without this store");
    return new StoreHealth(
        store, StoreState.ABSENT, Instant.EPOCH, Optional.empty(), List.of(), obstacle, obstacle);
  }

  /**
   * Says whether reads can be served now. Of measurements, these are reads of any series. While
   * PostgreSQL has no primary, a record that is known may still be answered from memory.
   *
   * @return true when nothing is known against it
   */
  public boolean canRead() {
    return cannotRead.isEmpty();
  }

  /**
   * Says whether writes can be served now.
   *
   * @return true when nothing is known against it
   */
  public boolean canWrite() {
    return cannotWrite.isEmpty();
  }

  /**
   * Says whether both reads and writes can be served now.
   *
   * @return true when nothing is known against it
   */
  public boolean canServe() {
    return canRead() && canWrite();
  }

  /**
   * Lists the servers that are not up.
   *
   * @return in the order of {@link #servers}
   */
  public List<ServerHealth> down() {
    return servers.stream().filter(server -> !server.up()).toList();
  }

  /**
   * Describes this health in one line, for a log or a health page.
   *
   * @return such as {@code Cassandra is DEGRADED: 192.0.2.1:9042: down, Connection refused}
   */
  public String summary() {
    StringBuilder summary = new StringBuilder(name()).append(" is ").append(state);
    String introduction = state == StoreState.UP ? ", but not " : ": ";
    reason.ifPresent(why -> summary.append(introduction).append(why));
    if (cannotRead.isPresent() && cannotRead.equals(cannotWrite)) {
      summary.append("; reads and writes cannot be served, as ").append(cannotRead.get());
    } else {
      cannotRead.ifPresent(why -> summary.append("; reads cannot be served, as ").append(why));
      cannotWrite.ifPresent(why -> summary.append("; writes cannot be served, as ").append(why));
    }
    return summary.toString();
  }

  private String name() {
    return switch (store) {
      case CASSANDRA -> "Cassandra";
      case POSTGRESQL -> "PostgreSQL";
    };
  }
}
