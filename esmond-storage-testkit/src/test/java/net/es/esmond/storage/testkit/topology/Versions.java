package net.es.esmond.storage.testkit.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;

/** Cassandra's versions: the older one alone, and on the way to the newer one. */
final class Versions {
  static final String OLD = "4.1.9";
  static final String NEW = "5.0.9";

  private Versions() {}

  /** Upgrades one node after another; meanwhile archives open that are there, and no new ones. */
  static void upgrade(Site site) {
    site.work();
    for (CassandraNode node : site.ring().nodes()) {
      node.stop();
      node.upgradeTo(NEW);
      node.start();
      site.work();
      if (node.number() == 1) {
        site.open(site.ring().datacenter()).close();
        assertThatThrownBy(() -> openNew(site))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_ABSENT))
            .hasMessageContaining("several versions of Cassandra (4.1 on ")
            .hasMessageContaining("5.0 on " + node.address().getAddress().getHostAddress());
      }
    }
    // What a node tells of the others' versions follows them by a moment.
    await()
        .atMost(Site.LONG)
        .ignoreExceptionsInstanceOf(StoreException.class)
        .until(
            () -> {
              openNew(site).close();
              return true;
            });
  }

  private static EsmondStorage openNew(Site site) {
    return site.builder(site.conf("made_after_the_upgrade")).open();
  }
}
