package net.es.esmond.storage.testkit.bench.metadata;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.spi.MetadataStore;
import net.es.esmond.storage.testkit.bench.Figures;
import net.es.esmond.storage.testkit.bench.Run;

/** How many tests eight callers find or register in a second. */
final class Calls {
  private static final int CALLERS = 8;

  private final MetadataStore store;
  private final int records;

  /** In the names of records that are to be new, though an earlier run used the same database. */
  private final long run = System.currentTimeMillis();

  Calls(MetadataStore store, int records) {
    this.store = store;
    this.records = records;
  }

  void measure(Figures figures) throws Exception {
    figures.add(
        "find by key, eight callers",
        Run.of(() -> parallel(20_000, n -> store.find(key(n), MetadataBench.deadline())))
            .perSecond(),
        "calls/s");
    register(0).toCompletableFuture().join();
    figures.add(
        "register what exists, eight callers",
        Run.of(() -> parallel(10_000, n -> register(0))).perSecond(),
        "calls/s");
    figures.add(
        "register what is new, eight callers",
        Run.of(() -> parallel(5_000, n -> register(n + 1))).perSecond(),
        "calls/s");
  }

  private String key(int n) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("MD5")
            .digest(String.valueOf(1 + n * 7919L % records).getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest);
  }

  private CompletionStage<?> register(int n) {
    return store.register(registration(n), MetadataBench.deadline());
  }

  private Registration registration(int n) {
    return Registration.pointToPoint()
        .source("192.0.2.1")
        .inputSource("a.example.net")
        .destination("192.0.2.2")
        .inputDestination("b.example.net")
        .measurementAgent("192.0.2.1")
        .toolName("bench/" + run + "/" + n)
        .eventType(EventType.THROUGHPUT)
        .eventType(EventType.FAILURES)
        .parameter("number", String.valueOf(n))
        .build();
  }

  private interface Asynchronous {
    CompletionStage<?> call(int n) throws Exception;
  }

  /** Keeps so many calls in flight. */
  private static int parallel(int calls, Asynchronous call) throws Exception {
    Semaphore inFlight = new Semaphore(CALLERS);
    for (int n = 0; n < calls; n++) {
      inFlight.acquire();
      call.call(n).whenComplete((result, failure) -> inFlight.release());
    }
    inFlight.acquire(CALLERS);
    return calls;
  }
}
