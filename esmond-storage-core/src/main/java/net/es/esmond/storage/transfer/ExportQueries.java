package net.es.esmond.storage.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import net.es.esmond.storage.MetadataRepository;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.SummaryType;
import net.es.esmond.storage.summary.Summaries;

/** Iterates over the queries of an export: each series of each record, base points first. */
final class ExportQueries implements Iterator<SeriesQuery> {
  private final Function<Series, SeriesQuery> query;
  private final MetadataQuery filter;
  private final Iterator<Metadata> records;
  private final Deque<SeriesQuery> queries = new ArrayDeque<>();

  /** Records whose first page is not written yet. */
  private final Deque<Metadata> ahead = new ArrayDeque<>();

  /**
   * Begins, or goes on.
   *
   * @param token the token of the query to begin with; empty for the first one
   */
  ExportQueries(
      MetadataRepository metadata,
      MetadataQuery filter,
      Function<Series, SeriesQuery> query,
      Optional<String> token) {
    this.query = query;
    this.filter = filter;
    Optional<SeriesQuery> first = token.map(SeriesQuery::ofToken);
    first.ifPresent(
        from -> metadata.find(from.series().metadataKey()).ifPresent(r -> goOn(r, from)));
    MetadataQuery rest =
        first
            .map(from -> filter.toBuilder().offset(0).afterKey(from.series().metadataKey()).build())
            .orElse(filter);
    this.records = metadata.findAll(rest).iterator();
  }

  private void goOn(Metadata record, SeriesQuery from) {
    List<Series> all = series(record, filter);
    int index = Math.max(0, all.indexOf(from.series()));
    if (index == 0 && from.equals(query.apply(from.series()))) {
      ahead.add(record);
    }
    queries.add(from);
    all.stream().skip(index + 1L).map(query).forEach(queries::add);
  }

  /** Returns the series of a record that an export has. */
  static List<Series> series(Metadata record, MetadataQuery filter) {
    Stream<Series> some =
        record.series().stream()
            .filter(each -> isBase(each) || Summaries.allowed(each))
            .filter(each -> is(filter.eventType(), each.eventType().esmondName()))
            .filter(each -> is(filter.summaryType(), each.summaryType().esmondName()))
            .filter(each -> is(filter.summaryWindow(), each.windowSeconds()));
    List<Series> all = new ArrayList<>(some.toList());
    all.sort(Collections.reverseOrder((a, b) -> Boolean.compare(isBase(a), isBase(b))));
    return all;
  }

  private static boolean isBase(Series series) {
    return series.summaryType() == SummaryType.BASE;
  }

  private static <T> boolean is(Optional<T> asked, T value) {
    return asked.isEmpty() || asked.get().equals(value);
  }

  @Override
  public boolean hasNext() {
    while (queries.isEmpty() && records.hasNext()) {
      Metadata record = records.next();
      ahead.add(record);
      series(record, filter).stream().map(query).forEach(queries::add);
    }
    return !queries.isEmpty();
  }

  @Override
  public SeriesQuery next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return queries.removeFirst();
  }

  /** Removes the records up to one, if that one has not been removed before. */
  List<Metadata> begun(String key) {
    List<Metadata> begun = before(key);
    if (!ahead.isEmpty() && ahead.getFirst().key().equals(key)) {
      begun.add(ahead.removeFirst());
    }
    return begun;
  }

  /** Removes the records before one, which have no series, unless that one was removed before. */
  List<Metadata> before(String key) {
    List<Metadata> before = new ArrayList<>();
    if (ahead.stream().anyMatch(record -> record.key().equals(key))) {
      while (!ahead.getFirst().key().equals(key)) {
        before.add(ahead.removeFirst());
      }
    }
    return before;
  }

  /** Removes the records that are left, which have no series. */
  List<Metadata> begun() {
    List<Metadata> begun = List.copyOf(ahead);
    ahead.clear();
    return begun;
  }
}
