package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.es.esmond.storage.cassandra.internal.replication.ServableLevels;
import net.es.esmond.storage.cassandra.internal.session.Datacenters;
import net.es.esmond.storage.cassandra.internal.session.NodeStatus;
import net.es.esmond.storage.cassandra.internal.session.Nodes;
import net.es.esmond.storage.cassandra.internal.session.Requests;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.Attempt;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.internal.text.Listed;

/** Describes the health of the cluster for an archive. Asks no server; safe for many threads. */
final class SeriesHealth {
  private final Requests requests;
  private final ArchiveLevels levels;
  private final ServableLevels servable;
  private final ServableLevels complete;
  private final Clock clock;

  SeriesHealth(Requests requests, ArchiveLevels levels, CqlIdentifier keyspace, Clock clock) {
    this.requests = requests;
    this.levels = levels;
    this.servable = new ServableLevels(keyspace);
    this.complete = new ServableLevels(keyspace);
    this.clock = clock;
  }

  StoreHealth now() {
    StoreState state = requests.state();
    Instant since = clock.instant().minus(requests.stateLasted()).truncatedTo(ChronoUnit.MILLIS);
    Optional<EsmondException> error = requests.lastError();
    List<NodeStatus> nodes = requests.nodes();
    List<ServerHealth> servers =
        nodes.isEmpty() ? tried(error) : nodes.stream().map(SeriesHealth::server).toList();
    ServableLevels.Obstacles obstacles = obstacles(state, nodes);
    return new StoreHealth(
        StoreException.Store.CASSANDRA,
        state == StoreState.UP && obstacles.any() ? StoreState.DEGRADED : state,
        since,
        reason(state, servers, error),
        servers,
        obstacles.read(),
        obstacles.write());
  }

  /** Returns whether no replica is known to be down, in any datacenter. */
  boolean everyReplicaUp() {
    Metadata view = requests.knownMetadata().orElse(null);
    Datacenters datacenters = requests.datacenters().orElse(null);
    return view != null
        && datacenters != null
        && complete
            .now(
                view,
                requests.nodes(),
                datacenters.local(),
                ConsistencyLevel.ALL,
                ConsistencyLevel.ALL)
            .read()
            .isEmpty();
  }

  private ServableLevels.Obstacles obstacles(StoreState state, List<NodeStatus> nodes) {
    Optional<String> nothing =
        switch (state) {
          case UP, DEGRADED -> Optional.empty();
          case CONNECTING -> Optional.of("there is no connection to Cassandra yet");
          case DOWN -> Optional.of("every node that may serve is down");
          case CLOSED, ABSENT -> Optional.of("the storage is closed");
        };
    Metadata view = requests.knownMetadata().orElse(null);
    Datacenters datacenters = requests.datacenters().orElse(null);
    if (nothing.isPresent() || view == null || datacenters == null) {
      return new ServableLevels.Obstacles(nothing, nothing);
    }
    try {
      ArchiveLevels.Levels now = levels.now();
      ServableLevels.Obstacles found =
          servable.now(view, nodes, datacenters.serving(), now.read(), now.write());
      return new ServableLevels.Obstacles(
          datacenters.absence(ConsistencyLevels.driver(now.read()), view).or(found::read),
          datacenters.absence(ConsistencyLevels.driver(now.write()), view).or(found::write));
    } catch (StoreException e) {
      Optional<String> unknown = Optional.ofNullable(e.getMessage());
      return new ServableLevels.Obstacles(unknown, unknown);
    }
  }

  /** The error of connecting says most, as it also tells of names that do not resolve. */
  private Optional<String> reason(
      StoreState state, List<ServerHealth> servers, Optional<EsmondException> error) {
    String lost = Listed.of(servers.stream().filter(server -> !server.up()).toList(), "; ");
    return switch (state) {
      case CLOSED, ABSENT -> Optional.empty();
      case UP, DEGRADED -> Optional.of(remote() + lost).filter(text -> !text.isEmpty());
      case CONNECTING, DOWN ->
          error
              .map(EsmondException::getMessage)
              .or(() -> Optional.of(lost))
              .filter(text -> !text.isEmpty());
    };
  }

  /** Says that a remote datacenter serves, if one does. */
  private String remote() {
    return requests
        .datacenters()
        .filter(Datacenters::isRemote)
        .map(
            datacenters ->
                "datacenter "
                    + datacenters.serving()
                    + " serves, as "
                    + datacenters.local()
                    + " cannot; ")
        .orElse("");
  }

  private static ServerHealth server(NodeStatus status) {
    return new ServerHealth(Nodes.name(status.node()), status.up(), status.answer());
  }

  private static List<ServerHealth> tried(Optional<EsmondException> error) {
    List<Attempt> attempts =
        error.orElse(null) instanceof StoreException store ? store.attempts() : List.of();
    return attempts.stream()
        .map(attempt -> new ServerHealth(attempt.node(), false, attempt.answer()))
        .toList();
  }
}
