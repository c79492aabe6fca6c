package net.es.esmond.storage.testkit.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;

/** A request, as handlers see it. */
record Request(HttpExchange exchange) {
  /** The parts of the path below the archive's: key, event type, summary type and window. */
  List<String> path() {
    int above = exchange.getHttpContext().getPath().length();
    String below = exchange.getRequestURI().getPath().substring(above);
    return Arrays.stream(below.split("/")).filter(part -> !part.isEmpty()).toList();
  }

  /** The parameters; of one that is there several times the last, as in Django. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    for (String pair : query.split("&")) {
      int end = (pair + "=").indexOf('=');
      String value = pair.substring(Math.min(end + 1, pair.length()));
      parameters.put(
          URLDecoder.decode(pair.substring(0, end), UTF_8), URLDecoder.decode(value, UTF_8));
    }
    parameters.remove("");
    return parameters;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** The whole URL, whether a client sent that or a path. */
  URI url() {
    URI asked = exchange.getRequestURI();
    String host = header("Host").orElse("localhost");
    String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    try {
      return new URI("http://" + host + asked.getRawPath() + query);
    } catch (URISyntaxException e) {
      throw new InvalidInputException("Host", host, "must be a host");
    }
  }
}
