package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.ReplicationManager;
import net.es.esmond.storage.error.ConfException;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;

/** What happens to datacenters: the instances go on, each at home in one of them. */
final class Datacenters {
  private Datacenters() {}

  /** Opens where the home is named only, and gives each datacenter one replica more. */
  static void chooseAndAlter(Site site) {
    assertThatThrownBy(() -> site.builder(site.conf(Site.KEYSPACE)).open())
        .isInstanceOf(ConfException.class)
        .hasMessageContaining("cassandra_local_datacenter")
        .hasMessageContaining("[dc1, dc2]");
    for (int home = 1; home <= 2; home++) {
      ReplicationManager replication = site.instance(home).replication();
      replication.apply(replication.plan(2));
      assertThat(replication.awaitChange(Site.LONG).change()).as("dc" + home).isEmpty();
      site.work();
    }
    assertThat(site.instance(1).replication().status().actual().toCql())
        .contains("'dc1': 2", "'dc2': 2");
  }

  /** Takes all nodes of the other datacenter away for a while. */
  static void loseAndRegain(Site site) {
    site.work();
    site.ring().nodes("dc2").forEach(CassandraNode::kill);
    site.work();
    site.work();
    site.ring().heal();
    site.work();
    servesAt("dc2", site);
  }

  /** Adds a datacenter as an operator does: nodes, replicas, what these should have. */
  static void addAndRebuild(Site site) {
    site.work();
    site.ring().addDatacenter("dc2", 2);
    site.work();
    site.alter(List.of("dc1", "dc2"));
    site.ring().nodes("dc2").forEach(node -> node.rebuild("dc1"));
    site.work();
    settle(site);
    servesAt("dc2", site);
  }

  /** Removes a datacenter as an operator does: first its replicas, then its nodes. */
  static void remove(Site site) {
    site.work();
    site.alter(List.of("dc1"));
    site.ring().removeDatacenter("dc2");
    site.work();
    settle(site);
    await()
        .atMost(Site.LONG)
        .until(() -> site.instance(1).replication().status().nodes().size() == 2);
  }

  /** Has the library run what is due after someone else's ALTER, by a plan to the present count. */
  private static void settle(Site site) {
    ReplicationManager replication = site.instance(1).replication();
    replication.apply(replication.plan(2));
    assertThat(replication.awaitChange(Site.LONG).change()).isEmpty();
    assertThat(replication.repairDue()).isFalse();
    site.work();
  }

  private static void servesAt(String home, Site site) {
    try (EsmondStorage storage = site.open(home)) {
      await().atMost(Site.LONG).until(() -> storage.health().canServe());
    }
  }
}
