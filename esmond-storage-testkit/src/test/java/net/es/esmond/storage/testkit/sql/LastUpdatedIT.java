package net.es.esmond.storage.testkit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.conf.TouchConf;
import net.es.esmond.storage.conf.TouchConfBuilder;
import net.es.esmond.storage.conf.TouchMode;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.spi.LastUpdated;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.spi.StoreContext;
import net.es.esmond.storage.sql.SqlMetadataProvider;
import net.es.esmond.storage.testkit.internal.ChildJvm;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Touches that are written behind their callers' backs. */
class LastUpdatedIT {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private SqlDatabase database;

  @BeforeEach
  void create() {
    database = SqlDatabase.create();
  }

  private MetadataStore open(TouchConfBuilder touch) {
    return SqlDatabase.open(database.conf().touch(touch.build()).build());
  }

  private static TouchConfBuilder behind() {
    return TouchConf.builder().interval(INTERVAL);
  }

  private static Metadata register(MetadataStore store, String source) {
    return SqlDatabase.await(store.register(registration(source), SqlDatabase.soon()));
  }

  private static Registration registration(String source) {
    return Registration.networkElement()
        .source(source)
        .measurementAgent("10.0.0.2")
        .toolName("t")
        .inputSource("h")
        .eventType(EventType.THROUGHPUT)
        .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofHours(1))
        .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
        .eventType(EventType.FAILURES)
        .build();
  }

  private static void touch(MetadataStore store, String key) {
    SqlDatabase.await(store.touch(key, EventType.THROUGHPUT, SqlDatabase.soon()));
  }

  /** Rows with a stamp, or of one record. */
  private long stamped(String where) throws Exception {
    return Long.parseLong(
        database
            .rows(
                "SELECT count(*) FROM ps_event_types e JOIN ps_metadata m ON m.id = e.metadata_id"
                    + " WHERE time_updated IS NOT NULL AND "
                    + where)
            .get(0));
  }

  private static String of(Metadata record) {
    return "m.metadata_key = '" + record.key() + "'";
  }

  @Test
  void a_touch_reaches_the_base_and_every_summary_soon() throws Exception {
    try (MetadataStore store = open(behind())) {
      Metadata record = register(store, "10.0.0.1");

      touch(store, record.key());

      await().until(() -> stamped("event_type = 'throughput'") == 3);
      assertThat(stamped("event_type = 'failures'")).isZero();
    }
  }

  @Test
  void rows_whose_ids_lie_far_apart_are_found_too() throws Exception {
    try (MetadataStore store = open(behind())) {
      Metadata record = register(store, "10.0.0.1");
      database.execute(
          "INSERT INTO ps_event_types (id, event_type, summary_type, summary_window, metadata_id)"
              + " SELECT 100000, 'throughput', 'average', 7200, id FROM ps_metadata");

      touch(store, record.key());
      await().until(() -> stamped("TRUE") == 4);
      database.execute("UPDATE ps_event_types SET time_updated = NULL");
      touch(store, record.key());

      await().until(() -> stamped("TRUE") == 4);
    }
  }

  @Test
  void closing_writes_what_waits() throws Exception {
    MetadataStore store = open(behind().interval(Duration.ofHours(1)));
    Metadata record = register(store, "10.0.0.1");
    touch(store, record.key());

    store.close();

    assertThat(stamped("TRUE")).isEqualTo(3);
  }

  @Test
  void a_row_that_somebody_keeps_locked_delays_no_other() throws Exception {
    try (MetadataStore store = open(behind());
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      Metadata locked = register(store, "10.0.0.1");
      Metadata free = register(store, "10.0.0.3");
      other.setAutoCommit(false);
      statement.execute(
          "SELECT FROM ps_event_types e JOIN ps_metadata m ON m.id = e.metadata_id WHERE "
              + of(locked)
              + " FOR UPDATE OF e");

      touch(store, locked.key());
      touch(store, free.key());

      await().until(() -> stamped(of(free)) == 3);
      assertThat(stamped(of(locked))).isZero();
      other.rollback();
      await().until(() -> stamped(of(locked)) == 3);
    }
  }

  @Test
  void rows_held_by_one_transaction_delay_no_free_row() throws Exception {
    try (MetadataStore store = open(behind().maxRows(10));
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      database.execute(
          "INSERT INTO ps_metadata (metadata_key, subject_type, checksum)"
              + " SELECT 'k' || n, 'point-to-point', 'c' || n FROM generate_series(1, 400) AS n;"
              + "INSERT INTO ps_event_types (event_type, summary_type, summary_window, metadata_id)"
              + " SELECT 'throughput', 'base', 0, id FROM ps_metadata");
      other.setAutoCommit(false);
      statement.execute("SELECT FROM ps_event_types WHERE id % 20 = 0 FOR UPDATE");

      for (int n = 1; n <= 400; n++) {
        touch(store, "k" + n);
      }

      // Each of forty statements meets a held row or two: one second for each would be too late.
      await().atMost(Duration.ofSeconds(30)).until(() -> stamped("TRUE") == 380);
      other.rollback();
      await().until(() -> stamped("TRUE") == 400);
    }
  }

  @Test
  void closing_beside_callers_that_touch_warns_of_nothing() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("net.es.esmond.storage.sql");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int round = 0; round < 10; round++) {
        MetadataStore store = open(behind().interval(Duration.ofHours(1)));
        String key = register(store, "10.0.0.1").key();
        Thread toucher = new Thread(() -> touchUntilClosed(store, key));
        toucher.start();
        store.close();
        toucher.join();
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(List.copyOf(log.list))
        .filteredOn(event -> event.getLevel() == Level.WARN)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  private static void touchUntilClosed(MetadataStore store, String key) {
    try {
      while (true) {
        touch(store, key);
      }
    } catch (StoreException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.CLOSED);
      assertThat(e.retryable()).isTrue();
    }
  }

  @Test
  void a_caller_waits_for_its_stamp_within_its_deadline() throws Exception {
    try (MetadataStore store = open(behind().mode(TouchMode.SYNC));
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      Metadata record = register(store, "10.0.0.1");
      touch(store, record.key());
      assertThat(stamped("TRUE")).as("as soon as it is acknowledged").isEqualTo(3);
      database.execute("UPDATE ps_event_types SET time_updated = NULL");
      other.setAutoCommit(false);
      statement.execute("SELECT FROM ps_event_types FOR UPDATE");
      CompletionStage<Void> late =
          store.touch(record.key(), EventType.THROUGHPUT, Deadline.after(Duration.ofMillis(300)));

      assertThat(late)
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableThat()
          .havingCause()
          .asInstanceOf(InstanceOfAssertFactories.type(StoreException.class))
          .returns(ErrorCode.DEADLINE_EXCEEDED, StoreException::code);

      other.rollback();
      await().until(() -> stamped("TRUE") == 3);
    }
  }

  @Test
  void an_archive_announces_at_once_and_finds_its_own_writes() throws Exception {
    TouchConfBuilder never = behind().interval(Duration.ofHours(1));
    for (TouchConf touch :
        List.of(
            never.build(),
            never.mode(TouchMode.AT_MOST_EVERY).atMostEvery(Duration.ofHours(1)).build())) {
      try (EsmondStorage storage = storage(touch)) {
        Metadata test = storage.metadata().register(registration("10.0.0.1"));
        MetadataQuery lastTenMinutes =
            MetadataQuery.builder().updatedSince(Instant.now().minusSeconds(600)).build();
        database.execute("UPDATE ps_event_types SET time_updated = NULL");

        storage.archive().announcingAtOnce().write(test.key(), "throughput", Instant.now(), 1);
        assertThat(stamped("event_type = 'throughput'")).isEqualTo(3);
        database.execute("UPDATE ps_event_types SET time_updated = NULL");
        storage.archive().write(test.key(), "throughput", Instant.now().minusSeconds(60), 1);
        assertThat(stamped("TRUE")).as("it waits").isZero();

        assertThat(storage.metadata().findPage(lastTenMinutes).records())
            .extracting(Metadata::key)
            .containsExactly(test.key());
        assertThat(storage.metadata().count(lastTenMinutes)).isEqualTo(1);
      }
    }
  }

  @Test
  void touches_go_on_after_a_lack_of_threads() throws Exception {
    AtomicInteger lacks = new AtomicInteger(1);
    StoreContext usual = new StoreContext(Clock.systemUTC(), Map.of());
    Executor lacking =
        work -> {
          if (Thread.currentThread().getName().equals("esmond-sql-touches")
              && lacks.getAndDecrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          usual.executor().execute(work);
        };
    StoreContext context =
        new StoreContext(
            usual.clock(),
            Map.of(),
            usual.scheduler(),
            lacking,
            usual.completions(),
            usual.opening());
    MetadataQuery byTime = MetadataQuery.builder().updatedSince(Instant.EPOCH).build();
    SqlConf conf = database.conf().touch(behind().interval(Duration.ofHours(1)).build()).build();
    try (MetadataStore store = SqlDatabase.open(conf, context)) {
      String key = register(store, "10.0.0.1").key();
      touch(store, key);
      SqlDatabase.await(store.count(byTime, Deadline.after(Duration.ofSeconds(4))));
      assertThat(lacks).hasValueLessThan(1);

      SqlDatabase.await(store.touch(key, EventType.FAILURES, SqlDatabase.soon()));
      SqlDatabase.await(store.count(byTime, Deadline.after(Duration.ofSeconds(10))));

      assertThat(stamped("event_type = 'failures'")).isEqualTo(1);
    }
  }

  @Test
  void a_search_goes_on_without_touches_of_locked_rows() throws Exception {
    try (EsmondStorage storage = storage(behind().interval(Duration.ofHours(1)).build());
        Connection other = database.connect();
        Statement statement = other.createStatement()) {
      Metadata test = storage.metadata().register(registration("10.0.0.1"));
      other.setAutoCommit(false);
      statement.execute("SELECT FROM ps_event_types FOR UPDATE");
      storage.archive().write(test.key(), "throughput", Instant.now(), 1);

      assertThat(
              storage
                  .metadata()
                  .findPageAsync(
                      MetadataQuery.builder()
                          .updatedSince(Instant.now().minusSeconds(600))
                          .build()))
          .succeedsWithin(Duration.ofMinutes(1))
          .satisfies(page -> assertThat(page.records()).isEmpty());

      other.rollback();
    }
  }

  private EsmondStorage storage(TouchConf touch) {
    SqlConf conf = database.conf().touch(touch).build();
    return EsmondStorage.builder(
            EsmondConf.of(CassandraConf.builder().servers(conf.servers()).build(), conf))
        .timeSeries((all, context) -> new InMemoryTimeSeriesStore(context.clock()))
        .metadata(new SqlMetadataProvider())
        .withoutBackgroundMaintenance()
        .open();
  }

  @Test
  void rows_deleted_by_others_are_given_up_others_written() throws Exception {
    try (MetadataStore store = open(behind())) {
      Metadata deleted = register(store, "10.0.0.1");
      Metadata kept = register(store, "10.0.0.3");
      touch(store, deleted.key());
      touch(store, kept.key());
      await().until(() -> stamped("TRUE") == 6);
      database.execute(
          "DELETE FROM ps_event_types e USING ps_metadata m WHERE m.id = e.metadata_id AND "
              + of(deleted));
      database.execute("UPDATE ps_event_types SET time_updated = NULL");

      touch(store, deleted.key());
      touch(store, kept.key());

      await().until(() -> stamped(of(kept)) == 3);
    }
  }

  @Test
  void at_most_every_writes_the_first_touch_soon_others_once() throws Exception {
    TouchConfBuilder rarely =
        behind().mode(TouchMode.AT_MOST_EVERY).atMostEvery(Duration.ofSeconds(2));
    try (MetadataStore store = open(rarely)) {
      Metadata record = register(store, "10.0.0.1");
      LastUpdated throughput = store.lastUpdated(record.key(), EventType.THROUGHPUT);
      List<String> stamps = new ArrayList<>();
      long begun = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                SqlDatabase.await(throughput.touch(SqlDatabase.soon()));
                String stamp = database.rows("SELECT max(time_updated) FROM ps_event_types").get(0);
                if (!stamps.contains(stamp)) {
                  stamps.add(stamp);
                }
                return stamps.size() > 1 && System.nanoTime() - begun > 3_000_000_000L;
              });
      long twoSeconds = (System.nanoTime() - begun) / 2_000_000_000L;
      assertThat(stamps).as("never, at once, after 2 s").hasSizeBetween(2, (int) twoSeconds + 2);
    }
  }

  @Test
  void instances_that_touch_the_same_keys_never_deadlock() throws Exception {
    List<MetadataStore> stores = new ArrayList<>();
    try {
      stores.add(open(behind().interval(Duration.ofMillis(1)).maxRows(7)));
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        keys.add(register(stores.get(0), "10.0.1." + i).key());
      }
      for (int i = 1; i < 4; i++) {
        stores.add(open(behind().interval(Duration.ofMillis(1)).maxRows(3 + i)));
      }
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        for (MetadataStore store : stores) {
          java.util.Collections.shuffle(keys);
          keys.forEach(key -> touch(store, key));
        }
      }
    } finally {
      stores.forEach(MetadataStore::close);
    }
    assertThat(
            database.rows(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .containsExactly("0");
    assertThat(stamped("TRUE")).isEqualTo(90);
  }

  @Test
  void a_killed_process_with_a_journal_loses_no_touch(@TempDir Path journal) throws Exception {
    List<String> keys = new ArrayList<>();
    try (MetadataStore store = database.open()) {
      for (int i = 0; i < 20; i++) {
        keys.add(register(store, "10.0.1." + i).key());
      }
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                SqlDatabase.address().toString(),
                database.name(),
                SqlDatabase.server().user(),
                SqlDatabase.server().password(),
                journal.toString()));
    arguments.addAll(keys);
    Process toucher = ChildJvm.of(KilledToucher.class, arguments).redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(toucher.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (line.equals("touched")) {
          break;
        }
      }
      assertThat(lines).last().isEqualTo("touched");
    } finally {
      toucher.destroyForcibly().waitFor();
    }
    assertThat(stamped("TRUE")).as("written before it was killed").isZero();

    try (MetadataStore next = open(behind().journal(journal))) {
      await().until(() -> stamped("TRUE") == 60);
      assertThat(next).isNotNull();
    }
  }
}
