package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.retry.event.RetryOnRetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.internal.meters.HostMeters;
import net.es.esmond.storage.spi.StoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final Deadline LATER = Deadline.after(Duration.ofMinutes(1));

  private final RetryRegistry host = RetryRegistry.ofDefaults();
  private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final DatabaseResilience resilience = resilience();
  private final AtomicInteger hurried = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private boolean hopeless;

  private DatabaseResilience resilience() {
    return new DatabaseResilience(
        new StoreContext(
            Clock.systemUTC(),
            Map.of(RetryRegistry.class, host, BulkheadRegistry.class, bulkheads)),
        new HostMeters(meters));
  }

  private Retries retries() {
    Retries retries = new Retries(resilience, () -> hopeless, hurried::incrementAndGet);
    host.getAllRetries()
        .forEach(
            retry ->
                retry
                    .getEventPublisher()
                    .onRetry((RetryOnRetryEvent event) -> pauses.add(event.getWaitInterval())));
    return retries;
  }

  @AfterEach
  void close() {
    resilience.close();
  }

  private void fail(int times, String sqlState) throws SQLException {
    if (attempts.incrementAndGet() <= times) {
      throw new SQLException("as told", sqlState);
    }
  }

  @Test
  void a_conflict_is_tried_again_ten_times() throws SQLException {
    retries().run(LATER, () -> fail(10, "40P01"));

    assertThat(attempts).hasValue(11);
    assertThat(hurried).hasValue(0);
  }

  @Test
  void the_eleventh_lost_conflict_is_the_callers() {
    assertThatThrownBy(() -> retries().run(LATER, () -> fail(100, "40001")))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
    assertThat(attempts).hasValue(11);
  }

  @Test
  void a_failing_connection_is_retried_and_hurries_the_watches() throws SQLException {
    retries().run(LATER, () -> fail(15, "08006"));

    assertThat(attempts).hasValue(16);
    assertThat(hurried).hasValue(15);
    assertThat(pauses)
        .hasSize(15)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(10), Duration.ofMillis(31)));
    assertThat(Set.copyOf(pauses)).as("randomised").hasSizeGreaterThan(1);
  }

  @Test
  void a_full_disk_is_retried_after_longer_and_longer_pauses() throws SQLException {
    retries().run(LATER, () -> fail(2, "53100"));

    assertThat(attempts).hasValue(3);
    assertThat(pauses)
        .hasSize(2)
        .allSatisfy(
            pause -> assertThat(pause).isBetween(Duration.ofMillis(50), Duration.ofMillis(300)));
  }

  @Test
  void no_pause_goes_past_the_deadline() throws SQLException {
    Duration time = Duration.ofMillis(300);
    Deadline deadline = Deadline.after(time);

    // Each attempt ends by the deadline, and the one that begins then ends the call.
    retries().run(deadline, () -> fail(deadline.expired() ? 0 : Integer.MAX_VALUE, "53100"));

    assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(time);
  }

  @Test
  void what_is_hopeless_or_refused_is_not_repeated() {
    hopeless = true;
    assertThatThrownBy(() -> retries().run(LATER, () -> fail(1, "08006")))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () -> new Retries(resilience, () -> false, () -> {}).run(LATER, this::refuse))
        .isInstanceOf(SQLException.class);
    assertThat(attempts).hasValue(2);
  }

  private void refuse() throws SQLException {
    fail(100, "23505");
  }

  @Test
  void two_databases_share_a_hosts_registry_and_leave_nothing_behind() {
    retries();
    DatabaseResilience other = resilience();
    new Retries(other, () -> false, () -> {});
    new Workers(1, other).close();
    assertThat(host.getAllRetries()).hasSize(4).extracting(Retry::getName).doesNotHaveDuplicates();
    assertThat(bulkheads.getAllBulkheads()).hasSize(1);
    assertThat(meters.getMeters())
        .hasSize(4 * 4 + 2)
        .allSatisfy(meter -> assertThat(meter.getId().getName()).startsWith("esmond.sql."));

    other.close();
    assertThat(host.getAllRetries()).hasSize(2);
    assertThat(bulkheads.getAllBulkheads()).isEmpty();

    resilience.close();
    assertThat(host.getAllRetries()).isEmpty();
    assertThat(meters.getMeters()).isEmpty();
  }
}
