package net.es.esmond.storage.testkit.archive;

import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.junit.ServerExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several instances write to three real nodes, which are killed, held and healed. */
class WritesUnderFaultsIT {
  @RegisterExtension
  static final ServerExtension<CassandraRing> RING =
      ServerExtension.of(CassandraRing.builder().firstAddress("127.0.14.1")::start);

  @Nested
  class WithTwoInstances extends TwoInstances {
    @Override
    CassandraRing ring() {
      return RING.get();
    }
  }

  @Nested
  class WithTwoReplicas extends TwoReplicasWrites {
    @Override
    CassandraRing ring() {
      return RING.get();
    }
  }

  @Nested
  class WithAHungReplica extends HungReplicaWrites {
    @Override
    CassandraRing ring() {
      return RING.get();
    }
  }
}
