package net.es.esmond.storage.series;

import static java.time.temporal.ChronoUnit.MILLIS;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Value VALUE = new IntegerValue(1);

  @Test
  void an_archive_takes_whole_seconds_unless_it_keeps_milliseconds() {
    Point point = new Point(Instant.parse("2026-03-01T11:59:59.9876543Z"), VALUE);

    assertThat(point.accepted(NOW, SECONDS).time()).isEqualTo("2026-03-01T11:59:59Z");
    assertThat(point.accepted(NOW, MILLIS).time()).isEqualTo("2026-03-01T11:59:59.987Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000-01-01T00:00:00Z", "2026-03-02T12:00:00Z"})
  void the_bounds_themselves_are_taken(String time) {
    Point point = new Point(Instant.parse(time), VALUE);

    assertThat(point.accepted(NOW, SECONDS)).isEqualTo(point);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1999-12-31T23:59:59.999Z",
        "2026-03-02T12:00:00.001Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z"
      })
  void a_time_out_of_bounds_is_refused(String time) {
    assertThatThrownBy(() -> new Point(Instant.parse(time), VALUE).accepted(NOW, SECONDS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("ts: must");
  }

  @Test
  void seconds_where_milliseconds_are_due_are_recognised() {
    assertThatThrownBy(() -> Point.ofMillis(1_400_000_000L, VALUE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("looks like seconds")
        .hasMessageContaining("1400000000");
    assertThatThrownBy(() -> Point.ofMillis(-1, VALUE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageNotContaining("looks like seconds");
  }

  @Test
  void a_point_comes_back_from_its_stored_form() {
    Point point = Point.ofMillis(1_400_000_000_123L, VALUE);

    assertThat(Point.of(Series.base("k", EventType.THROUGHPUT), point.stored())).isEqualTo(point);
  }
}
