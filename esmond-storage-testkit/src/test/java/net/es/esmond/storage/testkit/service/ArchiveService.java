package net.es.esmond.storage.testkit.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.health.StorageHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * esmond's archive API on this library. Anybody reads; who writes has an API key or comes from an
 * authorised address. {@code /health} answers 200 while both stores can serve, and else 503.
 */
final class ArchiveService implements AutoCloseable {
  static final String PATH = "/esmond/perfsonar/archive/";

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveService.class);
  private static final String TOKEN = "Token ";
  private static final int THREADS = 32;

  /** Shorter than a balancer waits, as that one would repeat the request meanwhile. */
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private final EsmondStorage storage;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** Starts a service, which leaves the storage open when it is closed. */
  ArchiveService(EsmondStorage storage, InetSocketAddress address) throws IOException {
    this.storage = storage;
    server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    ArchiveResource archive = new ArchiveResource(storage, DEADLINE);
    server.createContext(PATH, handler(request -> answer(archive, request)));
    server.createContext("/health", handler(request -> health()));
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private interface Answers {
    Answer to(Request request) throws IOException;
  }

  private static HttpHandler handler(Answers answers) {
    return exchange -> {
      try (HttpExchange closed = exchange) {
        guarded(answers, new Request(closed)).send(closed);
      }
    };
  }

  private static Answer guarded(Answers answers, Request request) throws IOException {
    try {
      return answers.to(request);
    } catch (EsmondException e) {
      LOG.info("{}: {}", request.url(), e.getMessage());
      return Answer.failed(e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{}", request.url(), e);
      return Answer.refused(500, "The archive failed: see its log.");
    }
  }

  private Answer answer(ArchiveResource archive, Request request) throws IOException {
    boolean reads = request.exchange().getRequestMethod().equals("GET");
    Optional<String> key = request.header("Authorization");
    if ((!reads || key.isPresent()) && user(request, key).isEmpty()) {
      return Answer.refused(
          401,
          key.isPresent() ? "Invalid token." : "Authentication credentials were not provided.");
    }
    return reads ? archive.get(request) : archive.write(request);
  }

  private Optional<User> user(Request request, Optional<String> key) {
    return key.isEmpty()
        ? storage.access().userOf(request.exchange().getRemoteAddress().getAddress())
        : key.filter(text -> text.startsWith(TOKEN))
            .flatMap(text -> storage.access().userOf(new Secret(text.substring(TOKEN.length()))));
  }

  private Answer health() {
    StorageHealth health = storage.health();
    return Answer.refused(health.canServe() ? 200 : 503, String.join("; ", health.problems()));
  }

  /** Takes no more requests, and lets those under way end. */
  @Override
  public void close() {
    server.stop((int) DEADLINE.toSeconds());
    threads.shutdownNow();
  }
}
