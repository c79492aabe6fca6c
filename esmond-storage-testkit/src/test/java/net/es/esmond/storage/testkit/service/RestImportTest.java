package net.es.esmond.storage.testkit.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.Average;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Histogram;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Percentage;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.testkit.data.TestData;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.ImportReport;
import net.es.esmond.storage.transfer.RestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports through esmond's REST API, as the service answers it. */
class RestImportTest {
  private static final Instant DAY =
      Instant.now().minus(Duration.ofDays(30)).truncatedTo(ChronoUnit.DAYS);
  private static final int POINTS = 2_500;

  private final EsmondStorage from = open();
  private final EsmondStorage to = open();
  private final ArchiveService service = ArchiveService.start(from);

  private static EsmondStorage open() {
    return EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
        .withoutBackgroundMaintenance()
        .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
        .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
        .open();
  }

  @AfterEach
  void close() {
    service.close();
    from.close();
    to.close();
  }

  private static URI url(InetSocketAddress address) {
    return URI.create("http://127.0.0.1:" + address.getPort() + ArchiveService.PATH);
  }

  private RestSource source() {
    return RestSource.of(url(service.address())).rate(1_000);
  }

  /** Registers tests, each with base points and summaries of a day before them. */
  private void fill(int tests) {
    Random random = new Random(1);
    for (int test = 0; test < tests; test++) {
      String key =
          from.metadata()
              .register(
                  TestData.newTest()
                      .eventType(EventType.THROUGHPUT)
                      .summary(EventType.THROUGHPUT, SummaryType.AVERAGE, Duration.ofDays(1))
                      .eventType(EventType.PACKET_LOSS_RATE)
                      .eventType(EventType.HISTOGRAM_RTT)
                      .summary(EventType.HISTOGRAM_RTT, SummaryType.STATISTICS, Duration.ofHours(1))
                      .parameter("number", "" + test)
                      .build())
              .key();
      write(key, "throughput", n -> new Point(time(n), new IntegerValue(random.nextInt())));
      write(key, "packet-loss-rate", n -> new Point(time(n), new Percentage(n % 7, 600)));
      write(key, "histogram-rtt", n -> new Point(time(n), Histogram.of(Map.of("" + n, 1L))));
      from.archive()
          .importSummaries(
              new Series(key, EventType.THROUGHPUT, SummaryType.AVERAGE, 86_400),
              List.of(new Point(DAY.minus(Duration.ofDays(3)), Average.ofIntegers(22, 7))));
    }
  }

  private static Instant time(int number) {
    return DAY.plusSeconds(60L * number);
  }

  private void write(String key, String type, IntFunction<Point> point) {
    from.archive().writeAll(key, type, IntStream.range(0, POINTS).mapToObj(point).toList());
  }

  private static String served(EsmondStorage storage, Series series) {
    return new String(
        ArchiveDocuments.points(storage.archive().read(SeriesQuery.of(series))).bytes(),
        StandardCharsets.US_ASCII);
  }

  private void assertEqual(int tests) {
    List<Metadata> records = from.metadata().findAll(MetadataQuery.builder().build()).toList();
    assertThat(records).hasSize(tests);
    for (Metadata record : records) {
      Metadata copy = to.metadata().get(record.key());
      assertThat(copy.checksum()).isEqualTo(record.checksum());
      for (Series series : record.series()) {
        assertThat(served(to, series)).as(series.path()).isEqualTo(served(from, series));
      }
    }
  }

  @Test
  void an_archive_is_taken_over_with_its_records_points_and_summaries() {
    fill(3);
    ArchiveImport in = ArchiveImport.into(to);

    ImportReport report = in.run(source());

    assertThat(report.faults()).isEmpty();
    assertThat(report.records()).isEqualTo(3);
    assertThat(report.written()).isEqualTo(3 * 3 * POINTS);
    assertThat(report.summaries()).isEqualTo(3);
    assertEqual(3);
    assertThat(in.verify(source(), 5).isEqual()).isTrue();
  }

  @Test
  void pages_of_records_and_of_points_follow_each_other() {
    for (int test = 0; test < 450; test++) {
      from.metadata().register(TestData.newTest().eventType(EventType.THROUGHPUT).build());
    }
    fill(1);

    ImportReport report = ArchiveImport.into(to).run(source().pageSize(1_100));

    assertThat(report.records()).isEqualTo(451);
    assertThat(report.written()).isEqualTo(3 * POINTS);
    assertEqual(451);
  }

  @Test
  void a_record_that_is_there_already_is_taken_in_place() {
    fill(1);
    Metadata record = from.metadata().findAll(MetadataQuery.builder().build()).toList().get(0);
    Metadata moved =
        new Metadata(
            "other-key",
            record.checksum(),
            record.subject(),
            record.eventTypes(),
            record.parameters());
    to.metadata().adopt(moved);

    ImportReport report = ArchiveImport.into(to).run(source());

    assertThat(report.faults()).isEmpty();
    assertThat(to.metadata().find(record.key())).isEmpty();
    assertThat(to.archive().count(SeriesQuery.base("other-key", "throughput"))).isEqualTo(POINTS);
  }

  @Test
  void an_import_that_is_run_again_asks_for_no_points(@TempDir Path folder) {
    fill(2);
    ArchiveImport in = ArchiveImport.into(to).journal(folder.resolve("journal"));
    in.run(source());

    ImportReport again = in.run(source());

    assertThat(again.written() + again.unchanged()).isZero();
    assertThat(again.records()).isEqualTo(2);
  }

  private ImportReport goneOn(Path folder, EventType behind) throws IOException {
    fill(1);
    String key = from.metadata().findAll(MetadataQuery.builder().build()).toList().get(0).key();
    String last = Series.base(key, behind).path();
    Path journal =
        Files.writeString(
            folder.resolve("journal"),
            "import "
                + URLEncoder.encode(source().name(), StandardCharsets.UTF_8)
                + "\nbase "
                + key
                + " 3500 "
                + URLEncoder.encode(last, StandardCharsets.UTF_8)
                + " "
                + time(999).toEpochMilli()
                + "\n");
    return ArchiveImport.into(to).journal(journal).run(source());
  }

  @Test
  void a_series_that_the_record_has_no_more_begins_none(@TempDir Path folder) throws IOException {
    assertThat(goneOn(folder, EventType.FAILURES).written()).isEqualTo(3 * POINTS);
  }

  @Test
  void a_record_goes_on_behind_the_last_point_of_the_journal(@TempDir Path folder)
      throws IOException {
    ImportReport rest = goneOn(folder, EventType.PACKET_LOSS_RATE);

    // Histograms come before, and throughput comes behind.
    assertThat(rest.written()).isEqualTo(POINTS - 1_000 + POINTS);
    Metadata record = to.metadata().findAll(MetadataQuery.builder().build()).toList().get(0);
    assertThat(to.archive().count(SeriesQuery.base(record.key(), "histogram-rtt"))).isZero();
  }

  @Test
  void requests_that_fail_are_repeated_and_wrong_ones_are_not() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer odd = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    odd.createContext(
        ArchiveService.PATH,
        exchange -> {
          int number = requests.incrementAndGet();
          byte[] body = "[]".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(number == 1 ? 503 : number == 5 ? 403 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    odd.start();
    try {
      RestSource source = RestSource.of(url(odd.getAddress())).rate(1_000);

      assertThat(ArchiveImport.into(to).run(source).records()).isZero();
      // Three walks: records, base points, summaries. The first request was repeated.
      assertThatThrownBy(() -> ArchiveImport.into(to).run(source))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("status 403");
      assertThat(requests).hasValue(5);
    } finally {
      odd.stop(0);
    }
  }

  @Test
  void the_rate_of_requests_is_bounded() {
    fill(1);
    long begun = System.nanoTime();

    ArchiveImport.into(to).run(source().rate(20));

    // Three lists, and a page or two of each of five series: more than ten requests.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void other_urls_than_those_of_archives_are_refused() {
    for (String url : List.of("ftp://ma/archive/", "archive", "http://ma/archive/?limit=3")) {
      assertThatThrownBy(() -> RestSource.of(URI.create(url)))
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
