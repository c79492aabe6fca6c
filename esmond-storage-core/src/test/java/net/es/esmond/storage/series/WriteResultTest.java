package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.es.esmond.storage.error.ConflictException;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.RefusedSeries;
import net.es.esmond.storage.error.RefusedSeriesException;
import org.junit.jupiter.api.Test;

class WriteResultTest {
  private static final Conflict CONFLICT =
      new Conflict(
          Series.base("key", EventType.THROUGHPUT),
          new Point(Instant.parse("2026-03-01T12:00:00Z"), new IntegerValue(1)),
          new IntegerValue(2));
  private static final WriteResult CONFLICTING = new WriteResult(1, 0, List.of(CONFLICT));
  private static final WriteResult REFUSING =
      WriteResult.refusing(
          new RefusedSeries("key", "packet-rtt", ErrorCode.UNKNOWN_SERIES, "not registered", 3));

  @Test
  void a_result_with_everything_stored_is_no_error() {
    WriteResult all = new WriteResult(1, 2, List.of(), 1);

    assertThat(all.orThrow()).isSameAs(all);
  }

  @Test
  void conflicts_alone_are_an_error_that_names_each() {
    assertThatThrownBy(CONFLICTING::orThrow)
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("'ps:throughput:key' has another one at 2026-03-01T12:00:00Z");
  }

  @Test
  void refused_series_are_an_error_that_names_each() {
    RefusedSeriesException error =
        catchThrowableOfType(RefusedSeriesException.class, REFUSING::orThrow);

    assertThat(error)
        .hasMessage("all was written but 3 points of packet-rtt of 'key': not registered");
    assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_SERIES);
    assertThat(error.refused()).isEqualTo(REFUSING.refused());
    assertThat(error).hasNoSuppressedExceptions();
  }

  @Test
  void with_both_the_conflicts_are_suppressed_in_the_error() {
    RefusedSeriesException error =
        catchThrowableOfType(
            RefusedSeriesException.class, () -> CONFLICTING.plus(REFUSING).orThrow());

    assertThat(error.getSuppressed()).singleElement().isInstanceOf(ConflictException.class);
  }

  @Test
  void an_error_that_repeating_would_help_says_so() {
    WriteResult down =
        WriteResult.refusing(
            new RefusedSeries("key", "failures", ErrorCode.STORE_UNAVAILABLE, "down", 1));

    RefusedSeriesException error =
        catchThrowableOfType(RefusedSeriesException.class, () -> REFUSING.plus(down).orThrow());

    assertThat(error.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
    assertThat(error.retryable()).isTrue();
  }

  @Test
  void a_message_stays_short_whatever_was_refused() {
    WriteResult many =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    WriteResult.refusing(
                        new RefusedSeries(
                            "key" + i, "failures", ErrorCode.UNKNOWN_METADATA, "unknown", 1)))
            .reduce(WriteResult.NONE, WriteResult::plus);

    assertThatThrownBy(many::orThrow).hasMessageEndingWith("; and 980 more");
  }
}
