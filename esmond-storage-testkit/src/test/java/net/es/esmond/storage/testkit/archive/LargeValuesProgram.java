package net.es.esmond.storage.testkit.archive;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.CassandraConf;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.conf.HostPort;
import net.es.esmond.storage.conf.SqlConf;
import net.es.esmond.storage.error.EsmondException;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.ValueType;
import net.es.esmond.storage.testkit.memory.InMemoryMetadataStore;

/**
 * Ten readers read a series of 160 points of 3.8 MiB each, by the default options, while another
 * thread writes small points one after another. Each reader stops after a number of points, 40 by
 * default ({@code -Desmond.large.each}). Then all direct memory is taken for some seconds: calls
 * may fail meanwhile, and must succeed again soon after. The program ends with 0 when nobody
 * failed.
 */
final class LargeValuesProgram {
  private static final int POINTS = 160;
  private static final int READERS = 10;
  private static final int EACH = Integer.getInteger("esmond.large.each", 40);
  private static final int VALUE_CHARS = 3_984_588;
  private static final Duration EXHAUSTED = Duration.ofSeconds(5);
  private static final Duration RECOVERY = Duration.ofMinutes(1);

  private final Archive archive;
  private final String key;
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(6));
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong slowestNanos = new AtomicLong();

  private LargeValuesProgram(EsmondStorage storage) {
    archive = storage.archive();
    key = storage.metadata().register(test()).key();
  }

  /** Takes the servers' addresses. */
  public static void main(String[] servers) throws InterruptedException {
    CassandraConf cassandra =
        CassandraConf.builder()
            .servers(Stream.of(servers).map(server -> HostPort.parse(server, 9042)).toList())
            .keyspace("large_values")
            .replicas(1)
            .requestTimeout(Duration.ofMinutes(1))
            .build();
    try (EsmondStorage storage =
        EsmondStorage.builder(EsmondConf.of(cassandra, SqlConf.builder().build()))
            .metadata((conf, context) -> new InMemoryMetadataStore(Clock.systemUTC()))
            .withoutBackgroundMaintenance()
            .open()) {
      System.exit(new LargeValuesProgram(storage).run() ? 0 : 1);
    }
  }

  private boolean run() throws InterruptedException {
    long begin = System.nanoTime();
    write();
    say("written in " + Duration.ofNanos(System.nanoTime() - begin));
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    Thread writer =
        new Thread(
            () -> {
              while (!done.get()) {
                timed(() -> archive.write(key, "throughput", time(written.get()), 1));
                written.incrementAndGet();
              }
            });
    writer.start();
    AtomicInteger read = new AtomicInteger();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      boolean newestFirst = i % 2 == 0;
      Thread reader = new Thread(() -> attempt(() -> readSome(read, newestFirst)));
      readers.add(reader);
      reader.start();
    }
    for (Thread reader : readers) {
      reader.join();
    }
    done.set(true);
    writer.join();
    say(read + " points read, " + written + " written, " + failures + " failed");
    say("ended after " + Duration.ofNanos(System.nanoTime() - begin));
    say("slowest write " + Duration.ofNanos(slowestNanos.get()).toMillis() + " ms");
    exhaust(written.get());
    return failures.get() == 0 && read.get() == READERS * EACH;
  }

  private void write() {
    attempt(
        () ->
            archive
                .unchecked()
                .withTimeout(Duration.ofMinutes(10))
                .writeAll(
                    IntStream.range(0, POINTS)
                        .mapToObj(
                            i ->
                                new SeriesPoint(
                                    key, EventType.PACKET_TRACE, new Point(time(i), value(i)))))
                .orThrow());
  }

  private void readSome(AtomicInteger read, boolean newestFirst) {
    archive
        .read(SeriesQuery.base(key, "packet-trace").newestFirst(newestFirst))
        .limit(EACH)
        .forEach(
            point -> {
              if (point.value().stored().bytes() < VALUE_CHARS) {
                throw new IllegalStateException("a value is too short");
              }
              read.incrementAndGet();
            });
  }

  /** Calls while there is no direct memory, and then until they succeed. */
  private void exhaust(int second) {
    List<ByteBuffer> taken = allDirectMemory();
    say(taken.size() + " MiB of direct memory are taken");
    int served = 0;
    int refused = 0;
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < EXHAUSTED.toNanos()) {
      if (serves(second + served + refused)) {
        served++;
      } else {
        refused++;
      }
    }
    say("without it " + served + " rounds were served, " + refused + " failed");
    taken.clear();
    System.gc();
    long end = System.nanoTime();
    while (!serves(second + served + ++refused)) {
      if (System.nanoTime() - end > RECOVERY.toNanos()) {
        failures.incrementAndGet();
        break;
      }
    }
    say("served again after " + Duration.ofNanos(System.nanoTime() - end).toMillis() + " ms");
  }

  private static List<ByteBuffer> allDirectMemory() {
    List<ByteBuffer> taken = new ArrayList<>();
    try {
      while (true) {
        taken.add(ByteBuffer.allocateDirect(1 << 20));
      }
    } catch (OutOfMemoryError e) {
      return taken;
    }
  }

  /** Writes a small point and reads some large ones; any error but one of the library is thrown. */
  private boolean serves(int second) {
    try {
      Archive hasty = archive.withTimeout(Duration.ofSeconds(5));
      hasty.write(key, "throughput", time(second), 1);
      return !hasty.readPage(SeriesQuery.base(key, "packet-trace")).points().isEmpty();
    } catch (EsmondException e) {
      return false;
    }
  }

  private void timed(Runnable call) {
    long begin = System.nanoTime();
    attempt(call);
    slowestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
  }

  private void attempt(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failures.incrementAndGet();
      say(e.toString());
    }
  }

  private Instant time(int second) {
    return start.plusSeconds(second);
  }

  private static Value value(int i) {
    return Value.parse(ValueType.JSON, "[" + i + ",\"" + "x".repeat(VALUE_CHARS) + "\"]");
  }

  private static Registration test() {
    return Registration.pointToPoint()
        .source("192.0.2.1")
        .destination("192.0.2.2")
        .measurementAgent("192.0.2.1")
        .toolName("traceroute")
        .inputSource("a.example.net")
        .inputDestination("b.example.net")
        .eventType(EventType.THROUGHPUT)
        .eventType(EventType.PACKET_TRACE)
        .build();
  }

  private static void say(String what) {
    System.out.println(what);
  }
}
