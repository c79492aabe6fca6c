package org.example;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.ConfException;
import org.junit.jupiter.api.Test;

/** Run with a second copy of the driver on the class path, as old and new coordinates make it. */
class TwoDriversTest {

  @Test
  void two_copies_of_the_driver_are_refused_by_name() {
    EsmondConf conf = EsmondConf.of(Map.of("cassandra_servers", "localhost"));
    ConfException refused = assertThrows(ConfException.class, () -> EsmondStorage.open(conf));
    assertTrue(
        refused.getMessage().contains("exclude com.datastax.oss:java-driver-core"),
        refused.getMessage());
  }
}
