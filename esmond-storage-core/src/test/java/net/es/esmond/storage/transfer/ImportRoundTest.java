package net.es.esmond.storage.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import org.junit.jupiter.api.Test;

class ImportRoundTest {
  private static final Series SERIES = Series.base("0123", EventType.THROUGHPUT);

  /**
   * A part of a source.
   *
   * @param size number of points
   */
  private record Part(String name, int size) implements ImportSource.Part {
    @Override
    public Iterator<Metadata> records(ImportFaults refused) {
      return List.<Metadata>of().iterator();
    }

    @Override
    public Iterator<ImportedPoint> points(
        boolean summaries, ImportPosition from, ImportFaults refused) {
      return LongStream.range(from.points(), size)
          .mapToObj(n -> new Point(Instant.ofEpochSecond(n), new IntegerValue(n)))
          .map(point -> new ImportedPoint(SERIES, point))
          .iterator();
    }
  }

  /** A slow archive may take hours over parts that have no points. */
  @Test
  void a_round_ends_after_its_time_and_has_come_further() {
    List<Part> parts = IntStream.range(0, 9).mapToObj(n -> new Part("p" + n, n % 3)).toList();
    ImportRound round =
        new ImportRound(
            parts.iterator(),
            "base",
            false,
            new ImportJournal(Optional.empty(), "test"),
            new ImportFaults(),
            1_000,
            Duration.ZERO);
    Set<String> done = new HashSet<>();
    int points = 0;
    int rounds = 0;

    do {
      round.begin();
      while (round.hasNext()) {
        round.next();
        points++;
      }
      assertThat(round.isLast() || !round.reached().isEmpty()).as("round " + rounds).isTrue();
      round
          .reached()
          .forEach((part, reached) -> done.addAll(reached.isEmpty() ? Set.of(part) : Set.of()));
      rounds++;
    } while (!round.isLast());

    assertThat(rounds).isGreaterThanOrEqualTo(9);
    assertThat(points).isEqualTo(9);
    assertThat(done).hasSize(9);
  }
}
