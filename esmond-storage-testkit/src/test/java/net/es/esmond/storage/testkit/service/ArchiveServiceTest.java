package net.es.esmond.storage.testkit.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.access.AddressRange;
import net.es.esmond.storage.cluster.StoreState;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.health.StoreHealth;
import net.es.esmond.storage.testkit.memory.ForwardingTimeSeriesStore;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;
import net.es.esmond.storage.testkit.memory.InMemoryTimeSeriesStore;
import net.es.esmond.storage.testkit.service.RestClient.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveServiceTest {
  private static final String TEST =
      """
      {"subject-type": "point-to-point", "source": "10.1.1.1", "destination": "10.1.1.2",
       "measurement-agent": "10.1.1.1", "tool-name": "bwctl/iperf3",
       "input-source": "a.example.net", "input-destination": "b.example.net",
       "time-interval": 7200,
       "event-types": [
         {"event-type": "failures"},
         {"event-type": "throughput",
          "summaries": [{"summary-type": "average", "summary-window": "3600"}]}]}
      """;

  private volatile boolean down;
  private final EsmondStorage storage =
      EsmondStorage.builder(EsmondConf.of(Map.of("cassandra_servers", "localhost")))
          .withoutBackgroundMaintenance()
          .timeSeries((conf, context) -> new Measurements())
          .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
          .open();

  private final ArchiveService service = ArchiveService.start(storage);
  private final RestClient anybody = new RestClient(service, "");
  private final RestClient writer =
      new RestClient(service, "Token " + storage.access().createKey("writer").key().reveal());

  private final long hour = Clock.systemUTC().instant().getEpochSecond() / 3600 * 3600 - 3600;
  private String key;

  /** Measurements in memory, which a test may declare down. */
  private final class Measurements extends ForwardingTimeSeriesStore {
    Measurements() {
      super(new InMemoryTimeSeriesStore(Clock.systemUTC()));
    }

    @Override
    public StoreHealth health() {
      Optional<String> obstacle = Optional.of("no node is up");
      StoreHealth health = super.health();
      return down
          ? new StoreHealth(
              health.store(),
              StoreState.DOWN,
              health.since(),
              Optional.of("Connection refused"),
              List.of(),
              obstacle,
              obstacle)
          : health;
    }
  }

  @BeforeEach
  void register() {
    Response registered = writer.post("", TEST);
    assertThat(registered.status()).isEqualTo(201);
    key = registered.json().get("metadata-key").asText();
  }

  @AfterEach
  void close() {
    service.close();
    storage.close();
  }

  private Response read(String path, String... parameters) {
    return parameters.length == 0
        ? anybody.archive(path, Map.of())
        : anybody.archive(path, Map.of(parameters[0], parameters[1]));
  }

  private String point(long time, String value) {
    return "{\"ts\": " + time + ", \"val\": " + value + "}";
  }

  @Test
  void a_registered_test_is_found_by_key_and_by_search() {
    assertThat(writer.post("", TEST).json().get("metadata-key").asText()).isEqualTo(key);

    assertThat(read(key + "/").json().get("uri").asText())
        .isEqualTo("/esmond/perfsonar/archive/" + key + "/");
    assertThat(read("", "source", "10.1.1.1").json().findValuesAsText("metadata-key"))
        .containsExactly(key);
    assertThat(read("", "source", "10.1.1.9").json()).isEmpty();
    assertThat(read("0123/").status()).isEqualTo(404);
  }

  @Test
  void what_the_record_has_is_stored_and_the_rest_skipped() {
    Response stored =
        writer.put(
            key + "/",
            """
            {"data": [{"ts": %s, "val": [
              {"event-type": "packet-rtt", "val": 1}, {"event-type": "throughput", "val": 2},
              {"event-type": "no-such-type", "val": 3},
              {"event-type": "failures", "val": {"error": "x"}}]}]}
            """
                .formatted(hour));

    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.text()).isEqualTo("\"\"");
    assertThat(read(key + "/throughput/base").text())
        .isEqualTo("[{\"ts\":" + hour + ",\"val\":2.0}]");
    assertThat(read(key + "/failures/base").json().get(0).get("val").get("error").asText())
        .isEqualTo("x");
    assertThat(read(key + "/packet-rtt/base").text()).isEqualTo("[]");
  }

  @Test
  void a_test_is_found_by_time_right_after_a_write() {
    assertThat(read("", "time-range", "600").json()).isEmpty();

    writer.post(key + "/throughput/base", point(hour, "5"));

    assertThat(read("", "time-range", "600").json().findValuesAsText("metadata-key"))
        .containsExactly(key);
  }

  @Test
  void another_value_for_a_time_is_a_conflict() {
    String path = key + "/throughput/base";

    assertThat(writer.post(path, point(hour, "5")).status()).isEqualTo(201);
    assertThat(writer.post(path, point(hour, "5")).status()).isEqualTo(201);
    assertThat(writer.post(path, point(hour, "6")).status()).isEqualTo(409);
  }

  @Test
  void summaries_are_listed_and_read() {
    writer.post(key + "/throughput/base", point(hour, "5"));
    writer.post(key + "/throughput/base", point(hour + 60, "6"));

    assertThat(read(key + "/throughput/averages").json().findValuesAsText("uri"))
        .containsExactly("/esmond/perfsonar/archive/" + key + "/throughput/averages/3600");
    assertThat(read(key + "/throughput/averages/3600").text())
        .isEqualTo("[{\"ts\":" + hour + ",\"val\":5.5}]");
    assertThat(read(key + "/throughput/aggregations").status()).isEqualTo(404);
    assertThat(read(key + "/throughput").json().findValuesAsText("event-type"))
        .containsExactly("throughput");
  }

  @Test
  void pages_of_points_follow_by_their_links() {
    for (int i = 0; i < 3; i++) {
      writer.post(key + "/throughput/base", point(hour + 60 * i, Integer.toString(i)));
    }

    Response first = read(key + "/throughput/base", "limit", "2");
    String link = first.http().headers().firstValue("Link").orElseThrow();
    Response second = anybody.get(link.substring(link.indexOf('/', 10), link.indexOf('>')));

    assertThat(first.json()).hasSize(2);
    assertThat(second.json().findValuesAsText("ts")).containsExactly(Long.toString(hour + 120));
    assertThat(second.http().headers().firstValue("Link"))
        .hasValueSatisfying(
            links -> assertThat(links).contains("rel=\"prev\"").doesNotContain("rel=\"next\""));
  }

  @Test
  void who_writes_has_a_key_or_an_authorised_address() {
    RestClient wrong = new RestClient(service, "Token 0123");

    assertThat(anybody.post("", TEST).status()).isEqualTo(401);
    assertThat(wrong.post("", TEST).status()).isEqualTo(401);
    assertThat(wrong.get(ArchiveService.PATH).status()).isEqualTo(401);

    storage.access().addRanges("neighbour", List.of(new AddressRange("127.0.0.1")));
    assertThat(anybody.post("", TEST).status()).isEqualTo(201);
    assertThat(wrong.post("", TEST).status()).isEqualTo(401);
  }

  @Test
  void bad_requests_say_what_is_wrong() {
    assertThat(read("", "time", "soon").status()).isEqualTo(400);
    assertThat(read(key + "/no-such-type/base").status()).isEqualTo(400);
    assertThat(read(key + "/throughput/median/60").status()).isEqualTo(400);
    assertThat(writer.put(key + "/", "{\"data\": 7}").json().get("detail").asText())
        .contains("data");
    assertThat(writer.post(key + "/throughput/averages", point(hour, "1")).status()).isEqualTo(400);
    assertThat(writer.post("0123/throughput/base", point(hour, "1")).status()).isEqualTo(404);
    assertThat(writer.post(key + "/throughput/base", point(hour, "\"fast\"")).status())
        .isEqualTo(400);
  }

  private String answer(String head) throws IOException {
    InetSocketAddress address = service.address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  @Test
  void a_host_that_is_none_is_refused() throws IOException {
    for (String host : List.of("a b", "[", "a^b", "%zz", "a/b\\c")) {
      assertThat(answer("GET " + ArchiveService.PATH + key + "/ HTTP/1.1\r\nHost: " + host))
          .as(host)
          .startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void a_value_may_have_an_equals_sign() {
    String search = ArchiveService.PATH + "?tool-name=bwctl/iperf3";

    assertThat(anybody.get(search).json()).hasSize(1);
    assertThat(anybody.get(search + "=2").json()).isEmpty();
  }

  /** Proxies send whole URLs. */
  @Test
  void a_whole_url_is_answered_like_its_path() throws IOException {
    String path = ArchiveService.PATH + key + "/";

    assertThat(answer("GET http://localhost" + path + " HTTP/1.1\r\nHost: localhost"))
        .startsWith("HTTP/1.1 200")
        .contains("http://localhost" + path);
  }

  @Test
  void a_balancer_may_ask_for_heads() throws IOException {
    assertThat(answer("HEAD " + ArchiveService.HEALTH_PATH + " HTTP/1.1\r\nHost: localhost"))
        .startsWith("HTTP/1.1 200");
    assertThat(answer("HEAD " + ArchiveService.PATH + key + "/ HTTP/1.1\r\nHost: localhost"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void a_service_that_drains_answers_and_is_avoided() {
    service.drain();

    Response health = anybody.get(ArchiveService.HEALTH_PATH);
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.text()).contains("about to close");
    Response stored = writer.post(key + "/throughput/base", point(hour, "5"));
    assertThat(stored.status()).isEqualTo(201);
    assertThat(stored.http().headers().firstValue("Connection")).contains("close");
  }

  @Test
  void closing_lets_requests_under_way_end() throws Exception {
    InetSocketAddress address = service.address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      OutputStream request = socket.getOutputStream();
      String secret = storage.access().createKey("another").key().reveal();
      String body = point(hour, "5");
      request.write(
          ("""
           POST %s%s/throughput/base HTTP/1.1\r
           Host: localhost\r
           Authorization: Token %s\r
           Content-Type: application/json\r
           Content-Length: %s\r
           \r
           """
                      .formatted(ArchiveService.PATH, key, secret, body.length())
                  + body.substring(0, 1))
              .getBytes(US_ASCII));
      await().until(() -> service.underWay() == 1);

      CompletableFuture<Void> closed = CompletableFuture.runAsync(service::close);
      await().until(() -> anybody.get(ArchiveService.HEALTH_PATH).status() == 503);
      request.write(body.substring(1).getBytes(US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 201");
      closed.get(10, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> anybody.get(ArchiveService.HEALTH_PATH))
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void health_is_503_while_a_store_is_down() {
    assertThat(anybody.get("/health").status()).isEqualTo(200);

    down = true;

    Response health = anybody.get("/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.json().get("detail").asText()).contains("Connection refused");
  }
}
