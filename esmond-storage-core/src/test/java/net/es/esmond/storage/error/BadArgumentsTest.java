package net.es.esmond.storage.error;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.replication.JmxAccess;
import net.es.esmond.storage.replication.ReplicationOptions;
import net.es.esmond.storage.retention.TimeToLive;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Partition;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.summary.Window;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that break a rule are refused by one kind of error, wherever they are given. */
class BadArgumentsTest {
  private static final ReplicationOptions OPTIONS = ReplicationOptions.defaults();
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  static Stream<ThrowingCallable> calls() {
    return Stream.of(
        () -> Deadline.after(Duration.ZERO),
        () -> Deadline.after(Duration.ofNanos(-1)),
        () -> Deadline.after(FOREVER),
        () -> Deadline.after(FOREVER.negated()),
        () -> OPTIONS.withTiming(Duration.ZERO, Duration.ofSeconds(45)),
        () -> OPTIONS.withTiming(FOREVER, FOREVER),
        () -> OPTIONS.withTiming(Duration.ofSeconds(2), Duration.ofSeconds(1)),
        () ->
            new ReplicationOptions(
                OPTIONS.jmx(),
                OPTIONS.whenIncomplete(),
                OPTIONS.pollInterval(),
                OPTIONS.lease(),
                OPTIONS.stepTimeout(),
                -1),
        () ->
            new JmxAccess(
                JmxAccess.onPort(7199).address(), Optional.of("me"), Optional.empty(), false),
        () -> JmxAccess.onPort(0),
        () -> JmxAccess.onPort(65_536),
        () -> new ChangeCursor(Instant.EPOCH, Optional.of(Instant.EPOCH), Optional.empty()),
        () -> ChangeCursor.from(Instant.MAX),
        () -> new Partition(2026, 13),
        () -> new Partition(10_000, 1),
        () -> Series.base("k", EventType.THROUGHPUT).partition(Instant.MAX),
        () -> new Point(Instant.MIN, new IntegerValue(1)),
        () -> new Window(Instant.EPOCH, Instant.EPOCH),
        () -> new TimeToLive(-1, false),
        () -> SeriesQuery.base("k".repeat(70_000), "throughput").token(),
        () -> SeriesQuery.base("k".repeat(4_000), "throughput").token());
  }

  @ParameterizedTest
  @MethodSource("calls")
  void a_bad_argument_is_refused_as_invalid_input(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
  }
}
