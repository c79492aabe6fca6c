package net.es.esmond.storage.testkit.topology;

import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.EsmondStorageBuilder;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.CassandraConfBuilder;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.PatientSession;
import net.es.esmond.storage.testkit.cassandra.RingAddresses;
import net.es.esmond.storage.testkit.cassandra.RingJmx;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/** A ring, two instances of an archive on it, and the load of each. */
final class Site implements AutoCloseable {
  static final String KEYSPACE = "topology";
  static final Duration LONG = Duration.ofMinutes(4);

  private final CassandraRing ring;
  private final int replicas;
  private final InMemoryMetadataStore metadata = new InMemoryMetadataStore(Clock.systemUTC());
  private final List<EsmondStorage> instances = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();

  /**
   * Creates the archive with as many replicas in each of the ring's datacenters, and has one
   * instance in the first and one in another datacenter write to it.
   *
   * @param homes the datacenters of the two instances
   */
  Site(CassandraRing ring, int replicas, List<String> homes) {
    this.ring = ring;
    this.replicas = replicas;
    try {
      for (String keyspace : List.of(KEYSPACE, "esmond_control")) {
        execute("CREATE KEYSPACE " + keyspace + " WITH replication = " + in(datacenters()));
      }
      homes.forEach(home -> instances.add(open(home)));
      instances.forEach(instance -> loads.add(Load.start(instance, loads.size())));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  CassandraRing ring() {
    return ring;
  }

  EsmondStorage instance(int number) {
    return instances.get(number - 1);
  }

  private List<String> datacenters() {
    return ring.nodes().stream().map(node -> node.datacenter()).distinct().toList();
  }

  /** Opens one instance more, at home in a datacenter. */
  EsmondStorage open(String home) {
    return builder(conf(KEYSPACE).localDatacenter(home)).open();
  }

  CassandraConfBuilder conf(String keyspace) {
    return CassandraConf.builder()
        .servers(RingAddresses.of(ring))
        .keyspace(keyspace)
        .replicas(replicas);
  }

  EsmondStorageBuilder builder(CassandraConfBuilder conf) {
    JmxAccess jmx = JmxAccess.at(node -> RingJmx.of(ring).address().apply(node));
    return EsmondStorage.builder(EsmondConf.of(conf.build(), SqlConf.builder().build()))
        .metadata((ignored, context) -> metadata)
        .replication(
            ReplicationOptions.defaults()
                .withTiming(Duration.ofSeconds(1), Duration.ofSeconds(40))
                .withJmx(jmx));
  }

  /** Gives the archive as many replicas in each of some datacenters, and none elsewhere. */
  void alter(List<String> datacenters) {
    for (String keyspace : List.of(KEYSPACE, "esmond_control")) {
      execute("ALTER KEYSPACE " + keyspace + " WITH replication = " + in(datacenters));
    }
  }

  private String in(List<String> datacenters) {
    return Stream.concat(
            Stream.of("'class': 'NetworkTopologyStrategy'"),
            datacenters.stream().map(name -> "'" + name + "': " + replicas))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private void execute(String cql) {
    try (CqlSession session = PatientSession.connect(ring)) {
      session.execute(SimpleStatement.newInstance(cql).setTimeout(Duration.ofMinutes(1)));
    }
  }

  /** Lets both instances work for a while: some seconds, if nothing is in their way. */
  void work() {
    loads.forEach(load -> load.awaitFurther(200));
  }

  /** Ends the load, and reads everything back once all nodes are up. */
  Outcome outcome() {
    loads.forEach(Load::stop);
    EsmondStorage reader = instance(1);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> reader.health().measurements().state() == StoreState.UP);
    return loads.stream().map(load -> load.outcome(reader)).reduce(Outcome::plus).orElseThrow();
  }

  @Override
  public void close() {
    loads.forEach(Load::stop);
    instances.forEach(EsmondStorage::close);
    ring.close();
  }
}
