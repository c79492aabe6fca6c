package net.es.esmond.storage.testkit.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.transfer.ArchiveImport;
import net.es.esmond.storage.transfer.RestSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Imports from archives that answer otherwise than esmond. */
@Timeout(60)
class StrangeArchiveTest {
  private static final String SECRET = "open-sesame";

  private final EsmondStorage to =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new InMemoryTimeSeriesStore(Clock.systemUTC()))
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  private final AtomicInteger lists = new AtomicInteger();
  private HttpServer archive;
  private LongFunction<String> points = from -> "[]";

  @BeforeEach
  void start() throws IOException {
    archive = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    archive.start();
  }

  @AfterEach
  void close() {
    archive.stop(0);
    to.close();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + archive.getAddress().getPort() + path);
  }

  private RestSource source() {
    return RestSource.of(url("/archive/")).rate(1_000);
  }

  private interface Records {
    String from(int offset);
  }

  /** Has the archive answer lists of records, and points from a time on. */
  private void serve(Records records) {
    archive.createContext(
        "/archive/",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          boolean list = exchange.getRequestURI().getPath().equals("/archive/");
          lists.addAndGet(list ? 1 : 0);
          answer(
              exchange,
              200,
              list
                  ? records.from(Integer.parseInt(query.substring(query.lastIndexOf('=') + 1)))
                  : points.apply(Long.parseLong(query.replaceAll(".*time-start=|&.*", ""))));
        });
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String records(int from, int to, String more) {
    return IntStream.range(from, to)
        .mapToObj(
            n ->
                String.format(
                    Locale.ROOT,
                    "{\"metadata-key\": \"key%d\", \"subject-type\": \"network-element\","
                        + " \"source\": \"10.0.0.1\", \"measurement-agent\": \"10.0.0.1\","
                        + " \"tool-name\": \"t\", \"input-source\": \"a\", \"n\": \"%d\","
                        + " \"event-types\": []%s}",
                    n,
                    n,
                    more))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void an_archive_that_is_not_there_is_no_empty_one() {
    archive.createContext("/", exchange -> answer(exchange, 404, "Not found"));

    assertThatThrownBy(() -> ArchiveImport.into(to).run(source()))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("404");
  }

  @Test
  void shorter_pages_than_asked_for_are_all_read() {
    serve(
        offset -> records(offset, Math.min(offset + 100, 250), ", \"metadata-count-total\": 250"));

    assertThat(ArchiveImport.into(to).run(source()).records()).isEqualTo(250);
  }

  @Test
  void an_archive_without_pages_is_read_once() {
    serve(offset -> records(0, 450, ""));

    assertThat(ArchiveImport.into(to).run(source()).records()).isEqualTo(450);
    assertThat(lists).hasValue(3);
  }

  private static String measured() {
    return records(0, 1, "").replace("[]", "[{\"event-type\": \"throughput\", \"summaries\": []}]");
  }

  @Test
  void short_pages_of_points_follow_each_other() {
    points =
        from ->
            LongStream.range(Math.max(from, 1_700_000_000), 1_700_000_250)
                .limit(100)
                .mapToObj("{\"ts\": %d, \"val\": 1}"::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    serve(offset -> measured());

    assertThat(ArchiveImport.into(to).run(source()).written()).isEqualTo(250);
  }

  @Test
  void each_refused_point_counts_once_in_all_walks() {
    String three =
        "[{\"ts\":1700000001,\"val\":null},{\"ts\":1700000002,\"val\":null},{\"ts\":\"x\"}]";
    points = from -> three;
    serve(offset -> measured());

    assertThat(ArchiveImport.into(to).run(source()).refused()).isEqualTo(3);
  }

  @Test
  void an_archive_whose_pages_go_round_ends_the_import() {
    serve(offset -> records(offset % 400, offset % 400 + 200, ""));

    assertThatThrownBy(() -> ArchiveImport.into(to).run(source()))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("again");
    assertThat(lists).hasValueLessThan(5);
  }

  @Test
  void a_redirect_gets_no_headers() throws IOException {
    HttpServer other = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    List<String> heard = new CopyOnWriteArrayList<>();
    other.createContext(
        "/",
        exchange -> {
          heard.add(String.valueOf(exchange.getRequestHeaders().get("Authorization")));
          answer(exchange, 200, "[]");
        });
    other.start();
    archive.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/archive/");
          answer(exchange, 302, "");
        });
    try {
      assertThat(ArchiveImport.into(to).run(source()).records()).isZero();
      assertThat(heard).isNotEmpty().containsOnly("null");
      heard.clear();

      assertThatThrownBy(() -> ArchiveImport.into(to).run(source().header("Authorization", SECRET)))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("302");

      assertThat(heard).isEmpty();
    } finally {
      other.stop(0);
    }
  }

  @Test
  void no_message_shows_a_header() {
    for (String value : List.of(SECRET + "\n", "\r" + SECRET, "\u0000" + SECRET)) {
      assertThatThrownBy(() -> ArchiveImport.into(to).run(source().header("Authorization", value)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageNotContaining(SECRET)
          .hasNoCause();
    }
  }

  @Test
  void no_message_shows_a_password_of_a_url() {
    for (String url : List.of("http://me:%s@ma/archive/", "http://me:%s@m_a/archive/")) {
      assertThatThrownBy(() -> RestSource.of(URI.create(url.formatted(SECRET))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Authorization")
          .hasMessageNotContaining(SECRET);
    }
  }
}
