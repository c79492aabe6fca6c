package net.es.esmond.storage.testkit.replication;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Series of whole numbers, one a minute, in an archive.
 *
 * @param keys the tests' metadata keys
 * @param each points in each series
 */
record Measurements(List<String> keys, int each, Instant from) {

  static Measurements write(EsmondStorage storage, int series, int each) {
    Instant from =
        Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofMinutes(each + 60L));
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      points.add(new Point(from.plus(Duration.ofMinutes(i)), new IntegerValue(i)));
    }
    List<String> keys =
        IntStream.range(0, series).mapToObj(number -> register(storage, number)).toList();
    CompletableFuture.allOf(
            keys.stream()
                .map(
                    key ->
                        storage
                            .archive()
                            .withTimeout(Duration.ofMinutes(2))
                            .writeAllAsync(key, "throughput", points)
                            .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .join();
    return new Measurements(keys, each, from);
  }

  static String register(EsmondStorage storage, int number) {
    return storage
        .metadata()
        .register(
            Registration.pointToPoint()
                .source("10.1." + number / 250 + "." + (1 + number % 250))
                .inputSource("a.example.net")
                .destination("10.2.0.1")
                .inputDestination("b.example.net")
                .measurementAgent("10.1.0.1")
                .toolName("bwctl/iperf3")
                .eventType(EventType.THROUGHPUT)
                .build())
        .key();
  }

  SeriesQuery query(int series) {
    return SeriesQuery.base(keys.get(series), "throughput")
        .between(from, from.plus(Duration.ofMinutes(each)));
  }

  List<SeriesQuery> queries() {
    return IntStream.range(0, keys.size()).mapToObj(this::query).toList();
  }

  int total() {
    return keys.size() * each;
  }
}
