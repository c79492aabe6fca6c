package net.es.esmond.storage.testkit.data;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.metadata.RegistrationBuilder;
import net.es.esmond.storage.series.EventType;

/** Tests to register for samples, which name theirs but do not describe them. */
public final class SampleTests {
  private SampleTests() {}

  /**
   * Makes the test that some samples belong to.
   *
   * @param sampleKey key of the test in the samples, kept as parameter {@code sample-test}
   * @param eventTypes what it measures
   * @return always the same for the same arguments
   */
  public static Registration of(String sampleKey, Collection<EventType> eventTypes) {
    TreeSet<EventType> sorted = new TreeSet<>(eventTypes);
    RegistrationBuilder builder =
        TestKind.of(sorted.stream().toList()).withoutEventTypes(sampleKey.hashCode());
    sorted.forEach(builder::eventType);
    return builder.parameter("sample-test", sampleKey).build();
  }

  /**
   * Makes the tests that samples belong to.
   *
   * @param points samples; those of summaries do not count; read to the end, not closed
   * @return by key of the test in the samples, in the order of their first samples
   */
  public static Map<String, Registration> of(Stream<SamplePoint> points) {
    Map<String, TreeSet<EventType>> eventTypes = new LinkedHashMap<>();
    points
        .filter(SamplePoint::isBase)
        .forEach(
            point ->
                eventTypes
                    .computeIfAbsent(point.metadataKey(), key -> new TreeSet<>())
                    .add(EventType.of(point.eventType())));
    Map<String, Registration> tests = new LinkedHashMap<>();
    eventTypes.forEach((key, types) -> tests.put(key, of(key, types)));
    return tests;
  }
}
