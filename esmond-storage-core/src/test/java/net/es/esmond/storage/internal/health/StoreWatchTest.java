package net.es.esmond.storage.internal.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.error.StoreException.Store;
import net.es.esmond.storage.health.ServerHealth;
import net.es.esmond.storage.health.StoreHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StoreWatchTest {
  private static final Instant SINCE = Instant.parse("2026-11-30T00:00:00Z");
  private static final StoreHealth UP = health(StoreState.UP, Optional.empty());
  private static final StoreHealth ONE_DOWN = health(StoreState.DEGRADED, Optional.empty(), "a");
  private static final StoreHealth TWO_DOWN =
      health(StoreState.DEGRADED, Optional.of("LOCAL_QUORUM needs 2"), "a", "b");

  private final Logger logger = (Logger) LoggerFactory.getLogger(StoreWatch.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<StoreHealth> heard = new ArrayList<>();
  private StoreHealth now = UP;
  private long nanos;
  private final StoreWatch watch =
      new StoreWatch(() -> now, (before, after) -> heard.add(after), Runnable::run, () -> nanos);

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void unlisten() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void a_loss_is_one_warning_and_its_end_one_notice() {
    look(UP, UP, ONE_DOWN, ONE_DOWN, ONE_DOWN, ONE_DOWN, UP, UP, UP);

    assertThat(heard).containsExactly(ONE_DOWN, UP);
    assertThat(logged(Level.WARN)).containsExactly("Cassandra is DEGRADED: a: down, refused");
    assertThat(logged(Level.INFO))
        .containsExactly("Cassandra is UP; it was DEGRADED since 2026-11-30T00:00:00Z");
  }

  @Test
  void a_second_loss_is_announced_though_the_state_stays() {
    look(ONE_DOWN, ONE_DOWN, TWO_DOWN, TWO_DOWN, ONE_DOWN, ONE_DOWN, UP, UP);

    assertThat(heard).containsExactly(ONE_DOWN, TWO_DOWN, ONE_DOWN, UP);
    assertThat(logged(Level.WARN))
        .hasSize(2)
        .last()
        .isEqualTo(
            "Cassandra is DEGRADED: a: down, refused; b: down, refused; reads and writes cannot be"
                + " served, as LOCAL_QUORUM needs 2");
    assertThat(logged(Level.INFO)).hasSize(2);
  }

  @Test
  void a_silent_server_is_lost_and_its_death_is_neither_better_nor_worse() {
    StoreHealth silent = health(StoreState.UP, Optional.empty(), "a");
    look(silent, silent, ONE_DOWN, ONE_DOWN, UP, UP);

    assertThat(heard).containsExactly(silent, ONE_DOWN, UP);
    assertThat(logged(Level.WARN)).containsExactly("Cassandra is UP, but not a: down, refused");
    assertThat(logged(Level.INFO)).hasSize(1);
  }

  @Test
  void a_moment_is_passed_over() {
    look(UP, ONE_DOWN, UP, ONE_DOWN, UP);

    assertThat(heard).isEmpty();
    assertThat(log.list).isEmpty();
  }

  @Test
  void what_is_lost_again_within_a_minute_is_heard_but_not_logged() {
    look(ONE_DOWN, ONE_DOWN, UP, UP, ONE_DOWN, ONE_DOWN, UP, UP);
    assertThat(heard).hasSize(4);
    assertThat(log.list).hasSize(2);

    nanos += Duration.ofMinutes(2).toNanos();
    look(ONE_DOWN, ONE_DOWN);
    assertThat(log.list).hasSize(3);
  }

  @Test
  void a_loss_that_lasts_is_logged_after_the_quiet_minute() {
    look(ONE_DOWN, ONE_DOWN, UP, UP, ONE_DOWN, ONE_DOWN, ONE_DOWN);
    assertThat(log.list).hasSize(2);

    nanos += Duration.ofMinutes(2).toNanos();
    look(ONE_DOWN, ONE_DOWN, UP, UP);

    assertThat(logged(Level.WARN)).hasSize(2);
    assertThat(logged(Level.INFO)).hasSize(2);
  }

  @Test
  void servers_that_come_and_go_by_turns_fill_no_log() {
    StoreHealth other = health(StoreState.DEGRADED, Optional.of("LOCAL_ONE needs 1"), "b");
    for (int i = 0; i < 20; i++) {
      look(ONE_DOWN, ONE_DOWN, other, other, TWO_DOWN, TWO_DOWN, UP, UP);
    }

    assertThat(heard).hasSize(80);
    assertThat(logged(Level.WARN)).hasSize(2);
    assertThat(logged(Level.INFO)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void a_new_loss_within_a_minute_is_logged() {
    look(ONE_DOWN, ONE_DOWN, UP, UP, TWO_DOWN, TWO_DOWN);

    assertThat(logged(Level.WARN)).hasSize(2);
  }

  @Test
  void a_store_without_a_connection_at_the_start_is_a_loss() {
    StoreHealth connecting = health(StoreState.CONNECTING, Optional.of("there is no connection"));
    StoreWatch late =
        new StoreWatch(
            () -> connecting, (before, after) -> heard.add(after), Runnable::run, () -> nanos);
    late.look();
    late.look();

    assertThat(heard).containsExactly(connecting);
    assertThat(logged(Level.WARN)).hasSize(1);
  }

  @Test
  void closing_is_no_loss() {
    StoreHealth closed = health(StoreState.CLOSED, Optional.of("the storage is closed"));
    look(UP, closed, closed, closed);

    assertThat(heard).isEmpty();
    assertThat(log.list).isEmpty();
  }

  private void look(StoreHealth... seen) {
    for (StoreHealth each : seen) {
      now = each;
      watch.look();
    }
  }

  private List<String> logged(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static StoreHealth health(StoreState state, Optional<String> obstacle, String... down) {
    List<ServerHealth> servers =
        Stream.of("a", "b", "c")
            .map(
                name ->
                    List.of(down).contains(name)
                        ? new ServerHealth(name, false, "down, refused")
                        : new ServerHealth(name, true, "up"))
            .toList();
    List<String> lost =
        servers.stream().filter(server -> !server.up()).map(ServerHealth::toString).toList();
    return new StoreHealth(
        Store.CASSANDRA,
        state,
        SINCE,
        lost.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lost)),
        servers,
        obstacle,
        obstacle);
  }
}
