package net.es.esmond.storage.testkit.data;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;

/**
 * Registrations and points that many tests need. For a single value, the library's own types are as
 * short:
 *
 * <pre>{@code
 * new IntegerValue(42)
 * new Percentage(3, 600)                         // 3 of 600 packets lost
 * Histogram.of(Map.of("12.5", 590L, "13", 10L))
 * Value.parse(ValueType.JSON, "[{\"ttl\": 1, \"ip\": \"192.0.2.1\"}]")
 * SeriesQuery.base(key, "throughput").between(from, to)
 * MetadataQuery.builder().eventType("throughput").build()
 * }</pre>
 */
public final class TestData {
  private TestData() {}

  /**
   * Starts the registration of a test that nobody else has: everything that a path must have is
   * set, and its tool has a name of its own. Event types are yet to be added.
   *
   * @return a builder that differs at each call
   */
  public static RegistrationBuilder newTest() {
    return Registration.pointToPoint()
        .source("198.51.100.1")
        .inputSource("a.example.net")
        .destination("198.51.100.2")
        .inputDestination("b.example.net")
        .measurementAgent("198.51.100.1")
        .toolName("test " + UUID.randomUUID());
  }

  /**
   * Makes points of a series of integers.
   *
   * @param from time of the first point
   * @param step from each point to the next
   * @param values of the points
   * @return in order of time
   */
  public static List<Point> points(Instant from, Duration step, long... values) {
    return IntStream.range(0, values.length)
        .mapToObj(n -> new Point(from.plus(step.multipliedBy(n)), new IntegerValue(values[n])))
        .toList();
  }
}
