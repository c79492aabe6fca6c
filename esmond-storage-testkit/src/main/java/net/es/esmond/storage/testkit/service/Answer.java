package net.es.esmond.storage.testkit.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import net.es.esmond.storage.document.ArchiveDocuments;
import net.es.esmond.storage.document.JsonDocument;
import net.es.esmond.storage.error.ErrorCode;

/** An answer in JSON, perhaps with links to neighbouring pages. */
record Answer(int status, byte[] body, Optional<String> links) {
  static final Answer STORED = new Answer(201, "\"\"".getBytes(US_ASCII), Optional.empty());

  static final Answer NOT_FOUND = refused(404, "Not found.");

  static Answer of(int status, JsonDocument document) {
    return new Answer(status, document.bytes(), Optional.empty());
  }

  static Answer refused(int status, String detail) {
    return of(status, ArchiveDocuments.error(detail));
  }

  /** Answers an error. Only what the client did wrong is told: other messages name servers. */
  static Answer failed(ErrorCode code, String message) {
    return switch (code) {
      case INVALID_INPUT -> refused(400, message);
      case UNKNOWN_METADATA, UNKNOWN_SERIES -> NOT_FOUND;
      case CONFLICT -> refused(409, message);
      default ->
          code.retryable()
              ? refused(503, "The archive cannot serve now; repeat the request later.")
              : refused(500, "The archive failed: see its log.");
    };
  }

  void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    links.ifPresent(link -> exchange.getResponseHeaders().set("Link", link));
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
