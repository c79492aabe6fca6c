package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesQueryTest {
  private static final Series SERIES = Series.base("k", EventType.THROUGHPUT);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);

  private static SeriesQuery parse(String parameters) {
    Map<String, String> byName =
        Arrays.stream(parameters.split("&"))
            .filter(parameter -> !parameter.isEmpty())
            .map(parameter -> parameter.split("=", -1))
            .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    return SeriesQuery.parse(SERIES, byName, CLOCK);
  }

  @ParameterizedTest(name = "{0} is {1} to {2}")
  @CsvSource({
    "time=5, 5, 5",
    "time=5&time-start=1&time-end=2, 5, 5",
    "time-start=100&time-end=200, 100, 200",
    "time-start=100&time-range=60, 100, 160",
    "time-end=200&time-range=60, 140, 200",
    "time-start=100&time-end=200&time-range=1, 100, 200",
    "time-start= 100 , 100,",
    "time-end=200, 0, 200",
    "time-range=600, 999400,",
    "time-start=+7, 7,",
    "event-type=x&format=json&time-start=7, 7,",
  })
  void times_are_read_as_esmond_reads_them(String parameters, long from, Long to) {
    SeriesQuery query = parse(parameters);

    assertThat(query.from()).isEqualTo(Instant.ofEpochSecond(from));
    assertThat(query.to()).isEqualTo(to == null ? Instant.MAX : Instant.ofEpochSecond(to));
    assertThat(query.newestFirst()).isFalse();
  }

  @ParameterizedTest(name = "{0} gives limit {1}, offset {2} and pages of {3}")
  @CsvSource({
    "'', 1500, 0, 1500",
    "limit=0, 1500, 0, 1500",
    "limit=-5, 1500, 0, 1500",
    "limit=x, 1500, 0, 1500",
    "limit=, 1500, 0, 1500",
    "limit=1.5, 1500, 0, 1500",
    "limit= 7 , 7, 0, 7",
    "limit=20000, 20000, 0, 10000",
    "limit=999999999999999999, 999999999999999999, 0, 10000",
    "limit=99999999999999999999, 1500, 0, 1500",
    "offset=-1, 1500, 0, 1500",
    "offset=x&limit=3, 3, 0, 3",
    "offset=20, 1500, 20, 1500",
    "offset=99999999999, 1500, 99999999999, 1500",
  })
  void odd_limits_and_offsets_are_ignored_as_in_esmond(
      String parameters, long limit, long offset, int pageSize) {
    SeriesQuery query = parse(parameters);

    assertThat(query.limit()).isEqualTo(limit);
    assertThat(query.offset()).isEqualTo(offset);
    assertThat(query.pageSize()).isEqualTo(pageSize);
    assertThat(query.from()).isEqualTo(Instant.MIN);
    assertThat(query.to()).isEqualTo(Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "time=x, time: Time parameter must be an integer",
    "time-start=1.5, time-start: Time parameter must be an integer",
    "time-range=, time-range: Time parameter must be an integer",
    "time-start=200&time-end=100, time-end: must not be before time-start",
    "time=999999999999999999, time: must be in the years 1 to 9999",
  })
  void a_time_that_is_none_is_refused(String parameters, String message) {
    assertThatThrownBy(() -> parse(parameters))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void the_typed_query_refuses_an_odd_limit_and_offset() {
    SeriesQuery query = SeriesQuery.of(SERIES);

    assertThatThrownBy(() -> query.limit(0)).hasMessageStartingWith("limit: must be 1 or more");
    assertThatThrownBy(() -> query.offset(-1)).hasMessageStartingWith("offset: must be 0 or more");
  }
}
