package net.es.esmond.storage.testkit.assertion;

import static net.es.esmond.storage.testkit.assertion.EsmondAssertions.assertThat;
import static net.es.esmond.storage.testkit.data.TestData.newTest;
import static net.es.esmond.storage.testkit.data.TestData.points;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each assertion holds where it should, and says what is wrong where it does not. */
class EsmondAssertionsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<Point> POINTS = points(START, Duration.ofMinutes(1), 1, 2, 3);

  private EsmondStorage storage;
  private Registration registration;
  private Metadata test;

  @BeforeEach
  void open() {
    storage =
        EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
            .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .open();
    registration =
        newTest()
            .eventType(EventType.THROUGHPUT)
            .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
            .eventType(EventType.FAILURES)
            .parameter("time-duration", "20")
            .build();
    test = storage.metadata().register(registration);
    storage.archive().writeAll(test.key(), "throughput", POINTS);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private SeriesAssert throughput() {
    return assertThat(storage).series(test.key(), "throughput");
  }

  @Test
  void what_holds_passes() {
    throughput()
        .hasPoints(POINTS)
        .hasPoints(POINTS.get(2), POINTS.get(0), POINTS.get(1))
        .hasSize(3)
        .hasValue(START, 1)
        .hasPointsBetween(START, START.plusSeconds(60), 2)
        .hasPointsBetween(START.plusSeconds(1), START.plusSeconds(59), 0);
    assertThat(storage).series(test.key(), "failures").isEmpty();
    assertThat(storage).series(SeriesQuery.base(test.key(), "throughput").limit(1)).hasSize(1);
    assertThat(storage)
        .hasTest(registration)
        .hasNoTest("another")
        .finds(MetadataQuery.builder().toolName(test.subject().toolName()).build(), test.key());
    assertThat(storage)
        .test(test.key())
        .wasUpdatedSince("throughput", Instant.now().minusSeconds(60));
    assertThat(test)
        .hasEventType("throughput")
        .hasSummary("throughput", SummaryType.AVERAGE, Duration.ofDays(1))
        .hasSource("198.51.100.1")
        .hasDestination("198.51.100.2")
        .hasToolName(test.subject().toolName())
        .hasParameter("time-duration", "20");
  }

  @Test
  void points_that_are_missing_or_unexpected_are_named() {
    fails(
        () -> throughput().hasPoints(points(START, Duration.ofMinutes(1), 1, 2, 4)),
        "ps:throughput:" + test.key(),
        "3 given points",
        "1 are missing",
        "value=4",
        "1 unexpected",
        "value=3");
  }

  @Test
  void of_many_points_some_are_named() {
    List<Point> many = points(START.plusSeconds(1000), Duration.ofMinutes(1), new long[20]);

    fails(() -> throughput().hasPoints(many), "20 are missing", "and 10 more");
  }

  @Test
  void another_number_of_points_is_told() {
    fails(() -> throughput().isEmpty(), "to have 0 points, but it has 3", START.toString());
    fails(
        () -> throughput().hasPointsBetween(START, START.plusSeconds(60), 3),
        "to have 3 points from " + START,
        "but it has 2");
  }

  @Test
  void another_value_is_told() {
    fails(() -> throughput().hasValue(START, 9), "value=9", "at " + START, "value=1");
    fails(() -> throughput().hasValue(START.plusSeconds(1), 9), "no point there");
  }

  @Test
  void a_test_that_differs_is_told() {
    fails(
        () -> assertThat(test).hasEventType("packet-trace"),
        "packet-trace",
        "[failures, throughput:average:86400, throughput]");
    fails(() -> assertThat(test).hasSource("192.0.2.1"), "<192.0.2.1>", "<198.51.100.1>");
    fails(() -> assertThat(test).hasParameter("ip-tos", "0"), "ip-tos", "(absent)");
    fails(() -> assertThat(test).wasUpdatedSince("throughput", START), "but it was never");
    fails(() -> assertThat(storage).test("nobody"), "nobody", "is not");
    fails(() -> assertThat(storage).hasNoTest(test.key()), test.key());
    fails(() -> assertThat(storage).finds(MetadataQuery.builder().build()), test.key());
  }

  private static void fails(ThrowingCallable assertion, String... parts) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
  }
}
