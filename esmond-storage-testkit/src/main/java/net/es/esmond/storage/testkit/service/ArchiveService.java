package net.es.esmond.storage.testkit.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.access.User;
import net.es.esmond.storage.conf.Secret;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.health.StorageHealth;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Await;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * esmond's archive REST API on a storage, for tests, demonstrations and tools that speak REST. It
 * is no product for the internet: it speaks no TLS, bounds no client, and listens on the loopback
 * address unless told otherwise.
 *
 * <p>Anybody reads. A client that writes has an API key ({@code Authorization: Token KEY}) or comes
 * from an authorised address. {@code /health} answers 200 while both stores can serve and the
 * service is not about to close, and else 503 with the reason. Safe for use by many threads.
 */
public final class ArchiveService implements AutoCloseable {
  /** Path of the archive's records, as in esmond. */
  public static final String PATH = "/esmond/perfsonar/archive/";

  /** Path of the page that balancers ask. */
  public static final String HEALTH_PATH = "/health";

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveService.class);
  private static final String TOKEN = "Token ";
  private static final int THREADS = 32;

  /** Shorter than a balancer waits, as that one would repeat the request meanwhile. */
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private final EsmondStorage storage;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "esmond-service");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean draining;

  private ArchiveService(EsmondStorage storage, HttpServer server) {
    this.storage = storage;
    this.server = server;
  }

  /**
   * Starts a service on a free port of the loopback address.
   *
   * @param storage what it serves; left open when the service is closed
   * @return a service that answers
   * @throws ServerException if there is no free port
   */
  public static ArchiveService start(EsmondStorage storage) {
    return start(storage, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /**
   * Starts a service.
   *
   * @param storage what it serves; left open when the service is closed
   * @param address where it listens; port 0 takes a free one
   * @return a service that answers
   * @throws ServerException if the address is taken, or not this machine's
   */
  public static ArchiveService start(EsmondStorage storage, InetSocketAddress address) {
    try {
      ArchiveService service = new ArchiveService(storage, HttpServer.create(address, 0));
      service.serve();
      return service;
    } catch (IOException e) {
      throw new ServerException("No service can listen on " + address, e);
    }
  }

  private void serve() {
    server.setExecutor(threads);
    ArchiveResource archive = new ArchiveResource(storage, DEADLINE);
    server.createContext(PATH, handler(request -> answer(archive, request)));
    server.createContext(HEALTH_PATH, handler(request -> health()));
    server.start();
  }

  /**
   * Returns where the service listens.
   *
   * @return an address with the port that was taken
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Returns the URL of the archive's records.
   *
   * @return an absolute URL that ends with {@link #PATH}
   */
  public URI uri() {
    String host = address().getAddress().getHostAddress();
    return URI.create(
        "http://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + address().getPort()
            + PATH);
  }

  private interface Answers {
    Answer to(Request request) throws IOException;
  }

  private HttpHandler handler(Answers answers) {
    return exchange -> {
      underWay.incrementAndGet();
      try (HttpExchange closed = exchange) {
        if (draining) {
          closed.getResponseHeaders().set("Connection", "close");
        }
        guarded(answers, new Request(closed)).send(closed);
      } finally {
        underWay.decrementAndGet();
      }
    };
  }

  private static Answer guarded(Answers answers, Request request) throws IOException {
    try {
      return answers.to(request);
    } catch (EsmondException e) {
      LOG.info("{}: {}", request.exchange().getRequestURI(), e.getMessage());
      return Answer.failed(e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{}", request.exchange().getRequestURI(), e);
      return Answer.refused(500, "The archive failed: see its log.");
    }
  }

  private Answer answer(ArchiveResource archive, Request request) throws IOException {
    boolean reads = request.exchange().getRequestMethod().matches("GET|HEAD");
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
    List<String> problems = new ArrayList<>(health.problems());
    if (draining) {
      problems.add("this instance is about to close");
    }
    boolean serves = health.canServe() && !draining;
    return Answer.refused(serves ? 200 : 503, String.join("; ", problems));
  }

  /**
   * Has the health page answer 503, so that balancers send requests elsewhere. Those that still
   * come are answered, each as the last of its connection. May be repeated.
   */
  public void drain() {
    draining = true;
  }

  /** Returns how many requests are being answered. */
  int underWay() {
    return underWay.get();
  }

  /**
   * Ends the service once the requests under way are answered, and after 8 s at most. Drain it
   * before, for as long as a balancer takes to ask twice. Close the storage afterwards. May be
   * repeated.
   */
  @Override
  public void close() {
    drain();
    if (!Await.reached(() -> underWay() == 0, DEADLINE)) {
      LOG.warn("{} requests were under way when the service was closed", underWay());
    }
    server.stop(0);
    threads.shutdownNow();
  }
}
