package net.es.esmond.storage.testkit.served;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.testkit.served.ArchiveClient.Response;
import net.es.esmond.storage.testkit.service.ArchiveService;

/**
 * One client of the archive: it registers tests, puts points and gets them back, at a steady pace,
 * until it is stopped. A point's value is its number.
 */
final class Client implements Runnable {
  private static final long PERIOD_NANOS = 50_000_000;
  private static final int REQUESTS_FOR_A_TEST = 50;
  private static final int LARGE_EVERY = 20;

  /** Of a PUT whose body does not fit into HAProxy's default buffer. */
  private static final int LARGE = 300;

  private final String name;
  private final ArchiveClient http;
  private final BiConsumer<Failure, Long> ended;
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.DAYS);
  private final Map<String, BitSet> acknowledged = new HashMap<>();
  private volatile boolean stopped;
  private volatile int completed;
  private String key = "";
  private int next;

  /**
   * Creates a client.
   *
   * @param ended hears of each request: its failure or null, and how long it took in nanoseconds
   */
  Client(String name, ArchiveClient http, BiConsumer<Failure, Long> ended) {
    this.name = name;
    this.http = http;
    this.ended = ended;
  }

  @Override
  public void run() {
    while (!stopped) {
      long began = System.nanoTime();
      Optional<String> problem = request(completed);
      long took = System.nanoTime() - began;
      ended.accept(problem.map(what -> new Failure(began, what)).orElse(null), took);
      completed++;
      LockSupport.parkNanos(PERIOD_NANOS - took);
    }
  }

  void stop() {
    stopped = true;
  }

  int completed() {
    return completed;
  }

  private Optional<String> request(int number) {
    if (key.isEmpty() || number % REQUESTS_FOR_A_TEST == 0) {
      return register(number);
    }
    return switch (number % 4) {
      case 0, 2 -> put(number % LARGE_EVERY == 0 ? LARGE : 1);
      case 1 -> getPoint();
      default -> send("GET", key + "/", "", 200).problem;
    };
  }

  private record Sent(Optional<String> problem, String body) {}

  private Sent send(String method, String path, String body, int wanted) {
    try {
      Response response = http.send(method, ArchiveService.PATH + path, body);
      return response.status() == wanted
          ? new Sent(Optional.empty(), response.body())
          : new Sent(Optional.of(method + ": " + response.status()), response.body());
    } catch (IOException e) {
      return new Sent(Optional.of(method + ": " + e.getMessage()), "");
    }
  }

  private Optional<String> register(int number) {
    String test =
        """
        {"subject-type": "network-element", "source": "10.1.1.1", "measurement-agent": "10.1.1.1",
         "tool-name": "served", "input-source": "%s-%s",
         "event-types": [{"event-type": "throughput"}]}
        """
            .formatted(name, number);
    Sent sent = send("POST", "", test, 201);
    if (sent.problem.isEmpty()) {
      try {
        key = new ObjectMapper().readTree(sent.body).get("metadata-key").asText();
      } catch (JsonProcessingException e) {
        return Optional.of("POST: no JSON");
      }
      next = 0;
      synchronized (acknowledged) {
        acknowledged.put(key, new BitSet());
      }
    }
    return sent.problem;
  }

  private Optional<String> put(int points) {
    int first = next;
    next += points;
    String measured =
        IntStream.range(first, next)
            .mapToObj(
                number ->
                    "{\"ts\": %s, \"val\": [{\"event-type\": \"throughput\", \"val\": %s}]}"
                        .formatted(seconds(number), number))
            .collect(Collectors.joining(",\n", "{\"data\": [", "]}"));
    Optional<String> problem = send("PUT", key + "/", measured, 201).problem;
    if (problem.isEmpty()) {
      synchronized (acknowledged) {
        acknowledged.get(key).set(first, next);
      }
    }
    return problem;
  }

  /** Gets the last point that was acknowledged, which another instance may have taken. */
  private Optional<String> getPoint() {
    int last = acknowledged.get(key).length() - 1;
    String path = key + "/throughput/base?time-start=%1$s&time-end=%1$s".formatted(seconds(last));
    Sent sent = send("GET", path, "", 200);
    return sent.problem.isPresent() || last < 0 || sent.body.contains("\"val\":" + last)
        ? sent.problem
        : Optional.of("GET: lacks a point that was acknowledged, " + sent.body);
  }

  private long seconds(int number) {
    return start.getEpochSecond() + number;
  }

  /** How many points were acknowledged. */
  long points() {
    synchronized (acknowledged) {
      return acknowledged.values().stream().mapToLong(BitSet::cardinality).sum();
    }
  }

  /** Counts acknowledged points that are not there. Of a test that is not there, these are all. */
  long lost(EsmondStorage storage) {
    long lost = 0;
    for (Map.Entry<String, BitSet> test : acknowledged.entrySet()) {
      BitSet absent = (BitSet) test.getValue().clone();
      if (storage.metadata().find(test.getKey()).isPresent()) {
        storage
            .archive()
            .read(SeriesQuery.base(test.getKey(), "throughput").between(start, Instant.now()))
            .forEach(
                point -> {
                  long number = ((IntegerValue) point.value()).value();
                  if (point.time().getEpochSecond() == seconds((int) number)) {
                    absent.clear((int) number);
                  }
                });
      } else {
        // An acknowledged test that is gone counts also without points.
        lost++;
      }
      lost += absent.cardinality();
    }
    return lost;
  }
}
