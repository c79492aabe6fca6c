package net.es.esmond.storage.testkit.topology;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.cassandra.CassandraRingBuilder;

/** What happens to a cluster over the years, each on a ring of its own and under load. */
enum Case {
  DATACENTERS(Case::twoByTwo, 1, List.of("dc1", "dc2"), Datacenters::chooseAndAlter),
  DATACENTER_LOST(Case::twoByTwo, 2, List.of("dc1", "dc1"), Datacenters::loseAndRegain),
  DATACENTER_ADDED(
      () -> ring().datacenter("dc1", 2), 2, List.of("dc1", "dc1"), Datacenters::addAndRebuild),
  DATACENTER_REMOVED(Case::twoByTwo, 2, List.of("dc1", "dc1"), Datacenters::remove),
  BOOTSTRAP(() -> ring().nodes(3), 3, Nodes::add),
  DECOMMISSION(() -> ring().nodes(4), 3, Nodes::decommission),
  REPLACE(() -> ring().nodes(3), 3, Nodes::replace),
  REPLACE_ELSEWHERE(() -> ring().nodes(3), 3, Nodes::replaceElsewhere),
  VNODES(() -> ring().nodes(3).tokens(16), 3, Nodes::liveOn),
  RACKS(() -> ring().nodes(4).racks(2), 2, Nodes::loseRack),
  CASSANDRA_4_1(() -> ring().nodes(3).version(Versions.OLD), 3, Nodes::comeAndGo),
  UPGRADE(() -> ring().nodes(3).tokens(16).version(Versions.OLD), 3, Versions::upgrade),
  JMX(() -> ring().nodes(3), 2, SecuredJmx::alter);

  private final Supplier<CassandraRingBuilder> ring;
  private final int replicas;
  private final List<String> homes;
  private final Consumer<Site> events;

  /** A ring with one datacenter. */
  Case(Supplier<CassandraRingBuilder> ring, int replicas, Consumer<Site> events) {
    this(ring, replicas, List.of("datacenter1", "datacenter1"), events);
  }

  /**
   * Describes a case.
   *
   * @param replicas in each datacenter
   * @param homes the datacenters of the two instances
   */
  Case(
      Supplier<CassandraRingBuilder> ring,
      int replicas,
      List<String> homes,
      Consumer<Site> events) {
    this.ring = ring;
    this.replicas = replicas;
    this.homes = homes;
    this.events = events;
  }

  Outcome run(String firstAddress) {
    CassandraRing started = ring.get().firstAddress(firstAddress).start();
    try (Site site = new Site(started, replicas, homes)) {
      events.accept(site);
      return site.outcome();
    }
  }

  private static CassandraRingBuilder ring() {
    return CassandraRing.builder();
  }

  private static CassandraRingBuilder twoByTwo() {
    return ring().datacenter("dc1", 2).datacenter("dc2", 2);
  }
}
