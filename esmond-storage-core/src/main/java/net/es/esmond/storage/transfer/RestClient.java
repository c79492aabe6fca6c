package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.es.esmond.storage.error.InterruptedCallException;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.error.TransferException;

/** Asks another archive for lists, at a bounded rate. Repeats what fails, a few times. */
final class RestClient {
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient http;
  private final Map<String, String> headers;
  private final long nanosEach;
  private long nextNanos = System.nanoTime();

  RestClient(HttpClient http, Map<String, String> headers, double perSecond) {
    this.http = http;
    this.headers = headers;
    this.nanosEach = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /**
   * Gets a list.
   *
   * @return its elements; none where the archive has no such list
   * @throws TransferException when the archive does not answer, or refuses
   */
  List<JsonNode> list(URI url) {
    for (int attempt = 1; ; attempt++) {
      try {
        Pauses.pause(nextNanos - System.nanoTime());
        nextNanos = Math.max(nextNanos + nanosEach, System.nanoTime());
        HttpResponse<InputStream> answer = http.send(request(url), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
          int status = answer.statusCode();
          if (status == OK) {
            return elements(body);
          }
          if (status == NOT_FOUND) {
            return List.of();
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

  private HttpRequest request(URI url) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(REQUEST_TIMEOUT);
    request.header("Accept", "application/json");
    headers.forEach(request::setHeader);
    return request.build();
  }

  private static List<JsonNode> elements(InputStream body) throws IOException {
    try {
      List<JsonNode> elements = new ArrayList<>();
      Json.elements(body).forEachRemaining(elements::add);
      return elements;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
