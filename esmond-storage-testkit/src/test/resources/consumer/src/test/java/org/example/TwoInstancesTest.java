package org.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.junit.EsmondExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension in a field, on the same servers as the annotation's, in an archive of its own. */
class TwoInstancesTest {
  @RegisterExtension
  static final EsmondExtension ESMOND = EsmondExtension.builder().nodes(3).replicas(3).build();

  @Test
  void one_instance_finds_what_the_other_registered() {
    Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
    String key = ESMOND.storage().metadata().register(test).key();
    try (EsmondStorage other = ESMOND.archive().open()) {
      assertTrue(other.metadata().find(key).isPresent());
    }
  }
}
