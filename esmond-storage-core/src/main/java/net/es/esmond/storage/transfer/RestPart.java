package net.es.esmond.storage.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;

/** A record of another archive, with its series. */
final class RestPart implements ImportSource.Part {
  /** An archive may answer with fewer points than are asked for, but not with fewer than these. */
  private static final int LEAST_LIMIT = 100;

  private final RestRecords archive;
  private final JsonNode served;
  private final String key;

  RestPart(RestRecords archive, JsonNode served) {
    this.archive = archive;
    this.served = served;
    this.key = served.path("metadata-key").asText();
  }

  @Override
  public String name() {
    return key;
  }

  @Override
  public Iterator<Metadata> records(ImportFaults refused) {
    return record(refused).stream().iterator();
  }

  private Optional<Metadata> record(ImportFaults refused) {
    try {
      return Optional.of(RecordJson.read(served));
    } catch (InvalidInputException e) {
      refused.add("record " + key, e);
      return Optional.empty();
    }
  }

  @Override
  public Iterator<ImportedPoint> points(
      boolean summaries, ImportPosition from, ImportFaults refused) {
    List<Series> series =
        record(new ImportFaults()).stream()
            .flatMap(record -> record.series().stream())
            .filter(each -> (each.summaryType() != SummaryType.BASE) == summaries)
            .filter(each -> !summaries || each.windowSeconds() > 0)
            .toList();
    // A series that the record has no more cannot be gone on with.
    Optional<ImportedPoint> known = from.last().filter(last -> series.contains(last.series()));
    int first = known.map(last -> series.indexOf(last.series())).orElse(0);
    Deque<Series> rest = new ArrayDeque<>(series.subList(first, series.size()));
    return new Pages(rest, known.map(last -> behind(last.point().time())), refused);
  }

  private static Instant behind(Instant time) {
    return time.plusSeconds(1);
  }

  /** Iterates over the points of some series, a page at a time. */
  private final class Pages implements Iterator<ImportedPoint> {
    private final Deque<Series> series;
    private final ImportFaults refused;
    private final Deque<ImportedPoint> page = new ArrayDeque<>();
    private Instant from;

    Pages(Deque<Series> series, Optional<Instant> from, ImportFaults refused) {
      this.series = series;
      this.refused = refused;
      this.from = from.orElse(Instant.EPOCH);
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && !series.isEmpty()) {
        Series of = series.getFirst();
        List<JsonNode> items = archive.points(of, from);
        Instant before = from;
        items.forEach(item -> take(of, item));
        if (items.size() < Math.min(LEAST_LIMIT, archive.pageSize()) || !from.isAfter(before)) {
          series.removeFirst();
          from = Instant.EPOCH;
        }
      }
      return !page.isEmpty();
    }

    private void take(Series of, JsonNode item) {
      try {
        Instant time = PointLines.time(item.path("ts"));
        from = time.isBefore(from) ? from : behind(time);
        page.add(new ImportedPoint(of, PointLines.point(of, item)));
      } catch (InvalidInputException e) {
        refused.once(of.path(), "at " + item.path("ts") + ", " + e.getMessage());
      }
    }

    @Override
    public ImportedPoint next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.removeFirst();
    }
  }
}
