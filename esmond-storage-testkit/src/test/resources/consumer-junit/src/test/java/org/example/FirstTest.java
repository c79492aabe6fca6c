package org.example;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.junit.EsmondResource;
import net.es.esmond.storage.testkit.junit.EsmondTest;
import org.junit.jupiter.api.Test;

@EsmondTest(backEnd = "memory")
class FirstTest {
  static EsmondStorage seen;
  @EsmondResource EsmondStorage field;

  @Test
  void an_archive_serves(EsmondStorage storage) {
    Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Registration test = TestData.newTest().eventType(EventType.THROUGHPUT).build();
    String key = storage.metadata().register(test).key();
    storage.archive().write(key, "throughput", time, 9_412_000_000L);

    assertThat(field).series(key, "throughput").hasValue(time, 9_412_000_000L);
    seen = storage;
  }

  @Test
  void junit_is_what_the_pom_declares() {
    assertEquals(
        System.getProperty("junit.version"), Test.class.getPackage().getImplementationVersion());
  }
}
