package net.es.esmond.storage.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RestClientTest {
  @Test
  @Timeout(60)
  void an_answer_that_stops_in_its_middle_is_asked_for_again() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer archive = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    archive.setExecutor(threads);
    archive.createContext(
        "/",
        exchange -> {
          boolean stops = requests.incrementAndGet() == 1;
          exchange.sendResponseHeaders(200, 7);
          exchange.getResponseBody().write("[1, ".getBytes(US_ASCII));
          exchange.getResponseBody().flush();
          if (stops) {
            awaits(end);
          }
          exchange.getResponseBody().write("2] ".getBytes(US_ASCII));
          exchange.close();
        });
    archive.start();
    try {
      RestClient client =
          new RestClient(HttpClient.newHttpClient(), Map.of(), 100, Duration.ofSeconds(2));
      URI url = URI.create("http://127.0.0.1:" + archive.getAddress().getPort() + "/");

      assertThat(client.list(url).orElseThrow()).asString().isEqualTo("[1, 2]");
      assertThat(requests).hasValue(2);
    } finally {
      end.countDown();
      archive.stop(0);
      threads.shutdownNow();
    }
  }

  private static void awaits(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
