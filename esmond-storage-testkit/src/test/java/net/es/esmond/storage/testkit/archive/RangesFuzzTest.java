package net.es.esmond.storage.testkit.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.ChangeCursor;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ranges of queries and page tokens with times over all that a long can hold. */
class RangesFuzzTest {
  private static final long SEED = Long.getLong("seed", 20_261_129);
  private static final int CASES = Integer.getInteger("cases", 10_000);

  /** Far more than a case takes; one that lists what does not exist takes minutes and gigabytes. */
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Pages after which the code is compiled. */
  private static final int WARM_UP = 2_000;

  private static final Instant TIME = Instant.parse("2026-01-31T23:59:59Z");
  private static final long[] WINDOWS = {0, 60, 3600, 86_400, Integer.MAX_VALUE};
  private static final long[] EDGES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE / 1000,
    Instant.MIN.getEpochSecond(),
    -2_208_988_800L, // 1900
    0,
    946_684_800, // 2000
    TIME.getEpochSecond(),
    4_102_444_800L, // 2100
    253_402_300_799L, // the end of 9999
    Instant.MAX.getEpochSecond(),
    Long.MAX_VALUE / 1000,
    Long.MAX_VALUE
  };

  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .withoutBackgroundMaintenance()
          .open();
  private final String key = register();
  private final Random random = new Random(SEED);
  private int pages;
  private long mostWork;

  private String register() {
    var test = TestData.newTest().eventType(EventType.THROUGHPUT);
    for (long window : WINDOWS) {
      if (window > 0) {
        test.summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofSeconds(window));
      }
    }
    String registered = storage.metadata().register(test.build()).key();
    storage.archive().write(registered, "throughput", TIME, 7);
    storage.archive().write(registered, "throughput", Point.EARLIEST, 7);
    return registered;
  }

  @AfterEach
  void close() {
    System.out.printf(
        Locale.ROOT, "seed %d, at most %.1f ms of work for a page%n", SEED, mostWork / 1e6);
    storage.close();
  }

  private SeriesQuery query() {
    long window = WINDOWS[random.nextInt(WINDOWS.length)];
    return window == 0
        ? SeriesQuery.base(key, "throughput")
        : SeriesQuery.summary(key, "throughput", "average", window);
  }

  /** Any second, but most often one where arithmetic goes wrong. */
  private long second() {
    return random.nextInt(4) == 0
        ? random.nextLong()
        : EDGES[random.nextInt(EDGES.length)] + random.nextInt(5) - 2;
  }

  private Instant instant() {
    long second =
        Math.min(Math.max(second(), Instant.MIN.getEpochSecond()), Instant.MAX.getEpochSecond());
    return Instant.ofEpochSecond(second)
        .with(java.time.temporal.ChronoField.NANO_OF_SECOND, random.nextInt(1_000_000_000));
  }

  @Test
  void the_edges_of_time_are_empty_pages() {
    for (SeriesQuery query :
        List.of(
            SeriesQuery.base(key, "throughput"),
            SeriesQuery.summary(key, "throughput", "average", 3600))) {
      assertThat(page(query.between(Instant.MAX, Instant.MAX)).points()).isEmpty();
      assertThat(page(query.between(Instant.MIN, Instant.MIN)).points()).isEmpty();
      assertThat(page(query.between(Instant.MIN, Instant.MAX)).points()).hasSize(2);
    }
  }

  @Test
  void ranges_over_all_of_time_are_read_or_refused() {
    for (int i = 0; i < CASES; i++) {
      Instant from = instant();
      Instant to = instant();
      String what = from + " to " + to;
      if (to.isBefore(from)) {
        refused(what, () -> query().between(from, to));
        continue;
      }
      SeriesQuery query =
          query()
              .between(from, to)
              .newestFirst(random.nextBoolean())
              .limit(1 + random.nextInt(3))
              .pageSize(1 + random.nextInt(3));
      Page page = page(query);
      assertThat(page.points()).as(what).allMatch(point -> isWithin(point, from, to));
      page.next().ifPresent(next -> page(SeriesQuery.ofToken(next.token())));
    }
  }

  private static boolean isWithin(Point point, Instant from, Instant to) {
    return !point.time().isBefore(from) && !point.time().isAfter(to);
  }

  @Test
  void tokens_with_any_times_are_read_or_refused() throws IOException {
    for (int i = 0; i < CASES; i++) {
      String token = token();
      SeriesQuery query;
      try {
        query = SeriesQuery.ofToken(token);
      } catch (EsmondException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        continue;
      }
      try {
        page(query);
      } catch (EsmondException e) {
        assertThat(e.code())
            .isIn(ErrorCode.INVALID_INPUT, ErrorCode.UNKNOWN_METADATA, ErrorCode.UNKNOWN_SERIES);
      }
    }
  }

  /** As a stranger makes it, who knows the format and the checksum. */
  private String token() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    boolean base = random.nextBoolean();
    out.writeByte(random.nextInt(50) == 0 ? random.nextInt() : 1);
    out.writeUTF(random.nextInt(50) == 0 ? "" : key);
    out.writeUTF(random.nextInt(50) == 0 ? "warp-speed" : "throughput");
    out.writeUTF(base ? "base" : "average");
    out.writeLong(
        random.nextInt(10) == 0
            ? second()
            : base ? 0 : WINDOWS[1 + random.nextInt(WINDOWS.length - 1)]);
    for (int bound = 0; bound < 2; bound++) {
      out.writeLong(second());
      out.writeInt(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(1_000_000_000));
    }
    out.writeBoolean(random.nextBoolean());
    out.writeLong(random.nextInt(10) == 0 ? random.nextLong() : 1 + random.nextInt(10));
    out.writeInt(random.nextInt(10) == 0 ? random.nextInt() : 1 + random.nextInt(10));
    out.writeUTF(random.nextInt(10) == 0 ? "SOME" : "");
    CRC32 checksum = new CRC32();
    checksum.update(bytes.toByteArray());
    out.writeInt((int) checksum.getValue());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  @Test
  void points_and_cursors_of_any_time_are_made_or_refused() {
    for (int i = 0; i < CASES; i++) {
      Instant time = instant();
      String what = time.toString();
      madeOrRefused(
          what,
          () ->
              storage
                  .archive()
                  .write(key, "throughput", new Point(time, new IntegerValue(random.nextInt(3)))));
      madeOrRefused(what, () -> Point.ofMillis(second(), new IntegerValue(1)));
      madeOrRefused(what, () -> storage.metadata().changedSince(ChangeCursor.parse(what)));
      madeOrRefused(
          what,
          () -> storage.metadata().changedSince(ChangeCursor.parse(what + "/" + instant() + "/x")));
      madeOrRefused(what, () -> query().series().partition(time).next().previous().endMillis());
      Duration timeout = Duration.between(instant(), instant());
      madeOrRefused("a timeout of " + timeout, () -> storage.archive().withTimeout(timeout));
    }
  }

  private Page page(SeriesQuery query) {
    long start = System.nanoTime();
    long work = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Page page = storage.archive().readPage(query);
    work = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - work;
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as("%s", query).isLessThan(LONG);
    mostWork = ++pages > WARM_UP ? Math.max(mostWork, work) : 0;
    return page;
  }

  private static void madeOrRefused(String what, Runnable call) {
    try {
      call.run();
    } catch (InvalidInputException | net.es.esmond.storage.error.ConflictException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (DateTimeException | ArithmeticException e) {
      fail(what + ", seed " + SEED, e);
    }
  }

  private static void refused(String what, Runnable call) {
    try {
      call.run();
      fail(what + " was not refused");
    } catch (InvalidInputException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
