package net.es.esmond.storage.testkit.bench;

import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;

/** Tests to which benchmarks write. */
public final class BenchTests {
  private BenchTests() {}

  /** A test that only its name distinguishes, without event types. */
  public static RegistrationBuilder named(String name) {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("198.51.100.2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("bench " + name);
  }

  /** A test with one event type. */
  public static Registration of(EventType type, String name) {
    return named(name).eventType(type).build();
  }
}
