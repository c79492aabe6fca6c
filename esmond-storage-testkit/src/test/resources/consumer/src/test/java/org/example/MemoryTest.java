package org.example;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.testkit.junit.EsmondResource;
import net.es.esmond.storage.testkit.junit.EsmondTest;
import org.junit.jupiter.api.Test;

/** A unit test: no server, no time. */
@EsmondTest(backEnd = "memory")
class MemoryTest {
  @EsmondResource EsmondStorage storage;

  @Test
  void a_point_of_an_unknown_test_is_refused() {
    assertThrows(
        UnknownMetadataException.class,
        () -> storage.archive().write("0123456789abcdef", "throughput", Instant.now(), 1));
  }
}
