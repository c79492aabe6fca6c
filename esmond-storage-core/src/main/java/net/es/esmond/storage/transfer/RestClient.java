package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;

/** Asks another archive for lists, at a bounded rate. Repeats what fails, a few times. */
final class RestClient {
  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient http;
  private final Map<String, String> headers;
  private final long nanosEach;
  private final Duration timeout;
  private long nextNanos = System.nanoTime();

  /**
   * Creates a client.
   *
   * @param timeout how long an answer may take, to its last byte
   */
  RestClient(HttpClient http, Map<String, String> headers, double perSecond, Duration timeout) {
    this.timeout = timeout;
    this.http = http;
    this.headers = headers;
    this.nanosEach = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /**
   * Gets a list.
   *
   * @return its elements; empty where the archive has no such list
   * @throws TransferException when the archive does not answer, or refuses
   */
  Optional<List<JsonNode>> list(URI url) {
    for (int attempt = 1; ; attempt++) {
      try {
        Pauses.pause(nextNanos - System.nanoTime());
        nextNanos = Math.max(nextNanos + nanosEach, System.nanoTime());
        HttpResponse<byte[]> answer = send(url);
        int status = answer.statusCode();
        if (status == OK) {
          return Optional.of(elements(answer.body()));
        }
        if (status == NOT_FOUND) {
          return Optional.empty();
        }
        boolean later = status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
        if (!later || attempt == ATTEMPTS) {
          throw new TransferException(
              url
                  + " was answered with status "
                  + status
                  + ": correct the URL or the credentials, or import again later",
              null);
        }
      } catch (IOException | InvalidInputException e) {
        if (attempt == ATTEMPTS) {
          throw new TransferException(url + " could not be read: import again later", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedCallException(e);
      }
      Pauses.pause(FIRST_PAUSE.multipliedBy(1L << attempt).toNanos());
    }
  }

  /** Sends a request. The timeout of an {@link HttpRequest} would end with the first bytes. */
  private HttpResponse<byte[]> send(URI url) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    request.header("Accept", "application/json");
    headers.forEach(request::setHeader);
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("not answered within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static List<JsonNode> elements(byte[] body) {
    List<JsonNode> elements = new ArrayList<>();
    Json.elements(new ByteArrayInputStream(body)).forEachRemaining(elements::add);
    return elements;
  }
}
