package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.error.ErrorCode;
import net.es.esmond.storage.error.StoreException;
import net.es.esmond.storage.series.SeriesQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the application with stores in memory and talks to it over HTTP. */
@Timeout(300)
class ArchiveApplicationTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String NEW_POINT =
      "/throughput?source=198.51.100.1&destination=198.51.100.2&bitsPerSecond=9412000000";

  @Test
  void it_serves_with_health_and_meters() {
    try (ConfigurableApplicationContext application = start()) {
      String key = answer(application, post(NEW_POINT));

      assertThat(answer(application, get("/throughput/" + key))).contains("9412000000");
      assertThat(answer(application, get("/actuator/health")))
          .contains("\"esmond\":{")
          .contains("\"measurements\":\"Cassandra is UP\"")
          .contains("\"metadata\":\"PostgreSQL is UP\"")
          .doesNotContain("DOWN");
      assertThat(answer(application, get("/actuator/health/readiness"))).contains("\"UP\"");
      assertThat(
              application
                  .getBean(MeterRegistry.class)
                  .get("esmond.archive.write.points")
                  .tag("outcome", "written")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void a_request_under_way_is_answered_before_the_storage_closes() throws Exception {
    ConfigurableApplicationContext application = start();
    EsmondStorage storage = application.getBean(EsmondStorage.class);
    HeldRequests requests = application.getBean(HeldRequests.class);
    int port = port(application);
    String key = answer(application, post(NEW_POINT));
    CompletableFuture<HttpResponse<String>> held =
        HTTP.sendAsync(get("/throughput/" + key + "?held").at(port), BodyHandlers.ofString());
    requests.arrived.await();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
    await().atMost(SOON).until(() -> isClosed(port));
    requests.released.countDown();

    assertThat(held).succeedsWithin(SOON);
    assertThat(held.join().body()).contains("9412000000");
    assertThat(closing).succeedsWithin(SOON);
    assertThatThrownBy(() -> storage.archive().readPage(SeriesQuery.base(key, "throughput")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLOSED));
  }

  @Test
  void without_the_exclusion_boot_connects_to_a_cassandra_of_its_own() {
    assertThatThrownBy(
            () ->
                start("--spring.autoconfigure.exclude=", "--spring.cassandra.contact-points=127.0.0.1:1"))
        .hasStackTraceContaining("Error creating bean with name 'cassandraHealthContributor'")
        .hasStackTraceContaining("AllNodesFailedException: Could not reach any contact point");
  }

  private static ConfigurableApplicationContext start(String... more) {
    Stream<String> options =
        Stream.of(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--management.endpoint.health.show-details=always",
            "--esmond.conf=src/test/resources/esmond.conf");
    return new SpringApplication(ArchiveApplication.class, MemoryStores.class, HeldRequests.class)
        .run(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
  }

  private record Request(String method, String path) {
    HttpRequest at(int port) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
          .method(method, BodyPublishers.noBody())
          .build();
    }
  }

  private static Request get(String path) {
    return new Request("GET", path);
  }

  private static Request post(String path) {
    return new Request("POST", path);
  }

  private static String answer(ConfigurableApplicationContext application, Request request) {
    HttpResponse<String> answer =
        HTTP.sendAsync(request.at(port(application)), BodyHandlers.ofString()).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static int port(ConfigurableApplicationContext application) {
    return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private static boolean isClosed(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }
}
