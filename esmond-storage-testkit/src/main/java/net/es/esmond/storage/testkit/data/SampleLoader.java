package net.es.esmond.storage.testkit.data;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.Registration;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.Value;
import net.es.esmond.storage.series.WriteResult;

/**
 * Loads samples into an archive: registers their tests and writes their points in batches. Loading
 * may be repeated. Samples of summaries are skipped, because an archive makes its own summaries.
 *
 * <pre>{@code
 * SampleLoader.Loaded loaded = new SampleLoader(storage).load(generator);
 * }</pre>
 */
public final class SampleLoader {
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private final EsmondStorage storage;

  /**
   * What became of samples.
   *
   * @param tests registered tests by their keys in the samples
   * @param result what became of their points
   * @param skipped paths of the summaries that were passed over, sorted
   */
  public record Loaded(Map<String, Metadata> tests, WriteResult result, List<String> skipped) {
    /** Copies the collections. */
    public Loaded {
      tests = Map.copyOf(tests);
      skipped = List.copyOf(skipped);
    }

    /**
     * Returns the key that a test has in the archive.
     *
     * @param sampleKey its key in the samples
     * @return its key in the archive
     * @throws IllegalArgumentException when the samples had no such test
     */
    public String key(String sampleKey) {
      return Optional.ofNullable(tests.get(sampleKey))
          .map(Metadata::key)
          .orElseThrow(() -> new IllegalArgumentException("no samples of a test " + sampleKey));
    }
  }

  /**
   * Loads into an archive.
   *
   * @param storage open; its rules for conflicts apply
   */
  public SampleLoader(EsmondStorage storage) {
    this.storage = storage;
  }

  /**
   * Loads what a generator makes.
   *
   * @param generator makes the tests and the points
   * @return what became of them
   * @throws net.es.esmond.storage.error.EsmondException when a point was refused, or when loading
   *     takes more than an hour
   */
  public Loaded load(SampleGenerator generator) {
    return load(generator.registrations(), generator.points());
  }

  /**
   * Loads files, which are read twice: first to see what their tests measure.
   *
   * @param files in the form that {@link SampleFiles} reads
   * @return what became of them
   * @throws net.es.esmond.storage.error.EsmondException when a point was refused, or when loading
   *     takes more than an hour
   */
  public Loaded load(List<Path> files) {
    Loaded loaded = register(SampleTests.of(files.stream().flatMap(SampleFiles::read)));
    for (Path file : files) {
      try (Stream<SamplePoint> points = SampleFiles.read(file)) {
        loaded = write(loaded, points);
      }
    }
    return loaded;
  }

  /**
   * Loads points of given tests.
   *
   * @param tests by their keys in the samples
   * @param points of these tests; read to the end, not closed
   * @return what became of them
   * @throws net.es.esmond.storage.error.EsmondException when a point was refused, or when loading
   *     takes more than an hour
   * @throws IllegalArgumentException when a point is of another test
   */
  public Loaded load(Map<String, Registration> tests, Stream<SamplePoint> points) {
    return write(register(tests), points);
  }

  private Loaded register(Map<String, Registration> tests) {
    Map<String, Metadata> registered = new HashMap<>();
    tests.forEach((key, test) -> registered.put(key, storage.metadata().register(test)));
    return new Loaded(registered, WriteResult.NONE, List.of());
  }

  /** Adds what becomes of these points to what became of others. */
  private Loaded write(Loaded before, Stream<SamplePoint> points) {
    TreeSet<String> skipped = new TreeSet<>(before.skipped());
    Stream<SamplePoint> measured =
        points.filter(
            point -> {
              if (!point.isBase()) {
                skipped.add(String.join(":", point.path()));
              }
              return point.isBase();
            });
    WriteResult result =
        storage
            .archive()
            .withTimeout(TIMEOUT)
            .writeAll(measured.map(point -> seriesPoint(before.key(point.metadataKey()), point)));
    if (result.refusedPoints() > 0) {
      result.orThrow();
    }
    return new Loaded(before.tests(), before.result().plus(result), List.copyOf(skipped));
  }

  private static SeriesPoint seriesPoint(String metadataKey, SamplePoint sample) {
    EventType eventType = EventType.of(sample.eventType());
    Value value = Value.parse(eventType.valueType(), sample.value());
    return new SeriesPoint(metadataKey, eventType, new Point(sample.time(), value));
  }
}
