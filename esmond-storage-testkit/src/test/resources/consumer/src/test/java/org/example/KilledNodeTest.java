package org.example;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.cassandra.CassandraRing;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.junit.EsmondTest;
import org.junit.jupiter.api.Test;

@EsmondTest(nodes = 3, replicas = 3)
class KilledNodeTest {

  @Test
  void nothing_is_lost_with_a_node(EsmondStorage storage, CassandraRing ring) {
    Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
    String key = storage.metadata().register(test).key();
    storage.archive().write(key, "throughput", time, 9_412_000_000L);

    ring.node(2).kill();

    assertThat(storage).series(key, "throughput").hasValue(time, 9_412_000_000L);
  }
}
