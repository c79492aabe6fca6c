package net.es.esmond.storage.cassandra.internal.series;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.metadata.Metadata;
import java.util.Optional;
import java.util.function.Supplier;
import net.es.esmond.storage.cassandra.internal.session.LocalDatacenter;
import net.es.esmond.storage.cassandra.internal.session.Replications;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.replication.KeyspaceReplication;
import org.jspecify.annotations.Nullable;

/**
 * The consistency levels of an archive. They follow from its configuration and from how its
 * keyspace is replicated now: the driver's view of the cluster is replaced whenever that changes,
 * also by other instances and by operators. Safe for use by many threads.
 */
final class ArchiveLevels {
  private final CassandraConf conf;
  private final CqlIdentifier keyspace;
  private final Supplier<Optional<Metadata>> cluster;
  private final Levels unknown;
  private volatile @Nullable Known last;

  /** The levels that follow from one view of the cluster. */
  private record Known(Metadata cluster, Levels levels) {}

  /**
   * The levels.
   *
   * @param read level of reads that name none
   * @param write level of writes
   * @param lookup level of lookups before writes
   * @param complete level of reads that miss nothing that any instance wrote
   * @param serial level at which transactions exclude each other, in all datacenters
   */
  record Levels(
      ConsistencyLevel read,
      ConsistencyLevel write,
      LookupLevel lookup,
      ConsistencyLevel complete,
      DefaultConsistencyLevel serial) {

    /**
     * Returns the levels of a configuration.
     *
     * @param replicas replicas of each row in the local datacenter; 0 when not known
     * @param severalDatacenters whether other datacenters have replicas too, or may have
     */
    static Levels of(CassandraConf conf, int replicas, boolean severalDatacenters) {
      ConsistencyLevel read = conf.readLevel(replicas);
      ConsistencyLevel write = conf.writeLevel(replicas);
      return new Levels(
          read,
          write,
          ConsistencyLevels.lookup(read, write, replicas, severalDatacenters),
          ConsistencyLevels.complete(write, severalDatacenters),
          severalDatacenters
              ? DefaultConsistencyLevel.SERIAL
              : DefaultConsistencyLevel.LOCAL_SERIAL);
    }
  }

  /**
   * Derives the levels of an archive.
   *
   * @param cluster the driver's view of the cluster; empty while there is none
   */
  ArchiveLevels(CassandraConf conf, Supplier<Optional<Metadata>> cluster) {
    this.conf = conf;
    this.keyspace = CqlIdentifier.fromInternal(conf.keyspace());
    this.cluster = cluster;
    this.unknown = Levels.of(conf, 0, true);
  }

  /**
   * Returns the levels now. The last ones stay without a view of the cluster, and while the view
   * lacks the keyspace: the driver opens a session also when it could not read the schema.
   */
  Levels now() {
    Metadata view = cluster.get().orElse(null);
    Known known = last;
    if (view != null && (known == null || known.cluster() != view)) {
      known = new Known(view, levels(view, known == null ? unknown : known.levels()));
      last = known;
    }
    return known == null ? unknown : known.levels();
  }

  private Levels levels(Metadata view, Levels before) {
    KeyspaceReplication replication =
        view.getKeyspace(keyspace).map(k -> Replications.of(k.getReplication())).orElse(null);
    if (replication == null) {
      return before;
    }
    if (replication.isTopology()) {
      int local = replication.replicasIn(LocalDatacenter.name(view));
      return Levels.of(conf, local, local < replication.total());
    }
    boolean several =
        view.getNodes().values().stream().map(node -> node.getDatacenter()).distinct().count() > 1;
    return replication.isSimple() && !several
        ? Levels.of(conf, replication.total(), false)
        : unknown;
  }
}
