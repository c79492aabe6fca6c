package net.es.esmond.storage.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final int DAY = 86_400;

  @Test
  void is_the_retention_days_less_the_age_of_the_point() {
    Retention retention = new Retention.Days(30);

    assertThat(retention.timeToLive(NOW, NOW)).contains(new TimeToLive(30 * DAY, false));
    assertThat(retention.timeToLive(daysAgo(29), NOW)).contains(new TimeToLive(DAY, false));
    assertThat(retention.timeToLive(daysAgo(-1), NOW)).contains(new TimeToLive(31 * DAY, false));
  }

  @Test
  void is_none_when_the_points_time_is_up() {
    Retention retention = new Retention.Days(30);

    assertThat(retention.timeToLive(daysAgo(30), NOW)).isEmpty();
    assertThat(retention.timeToLive(daysAgo(30).plusMillis(999), NOW)).isEmpty();
    assertThat(retention.timeToLive(daysAgo(31), NOW)).isEmpty();
  }

  @Test
  void is_none_for_zero_days_even_for_a_future_point() {
    assertThat(new Retention.Days(0).timeToLive(daysAgo(-1), NOW)).isEmpty();
  }

  @Test
  void is_for_ever_when_points_never_expire() {
    assertThat(Retention.FOREVER.timeToLive(daysAgo(9999), NOW)).contains(new TimeToLive(0, false));
  }

  @Test
  void ends_before_cassandra_runs_out_of_time_in_2038() {
    TimeToLive ttl = new Retention.Days(5000).timeToLive(NOW, NOW).orElseThrow();

    assertThat(ttl.capped()).isTrue();
    assertThat(NOW.plusSeconds(ttl.seconds())).isEqualTo("2038-01-19T00:00:00Z");
  }

  @Test
  void is_at_most_cassandras_twenty_years() {
    Instant early = Instant.parse("2001-01-01T00:00:00Z");

    assertThat(new Retention.Days(1_000_000).timeToLive(early, early))
        .contains(new TimeToLive(630_720_000, true));
  }

  @Test
  void is_for_ever_after_2038_rather_than_nothing() {
    Instant late = Instant.parse("2038-01-20T00:00:00Z");

    assertThat(new Retention.Days(1).timeToLive(late, late)).contains(new TimeToLive(0, true));
  }

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }
}
