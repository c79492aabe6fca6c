package net.es.esmond.storage.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import net.es.esmond.storage.Archive;
import net.es.esmond.storage.error.UnknownMetadataException;
import net.es.esmond.storage.internal.async.Futures;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Iterates over the pages of many queries, one query after the other. The first pages of the next
 * queries are read ahead, and the next page of each query as soon as the page before is there.
 */
final class SeriesPages implements Iterator<SeriesPages.Read> {
  private static final int AHEAD = 8;

  private final Archive archive;
  private final Iterator<SeriesQuery> queries;
  private final Deque<Pending> pending = new ArrayDeque<>();

  /** A page, and the query that it answers. */
  record Read(SeriesQuery query, Page page) {}

  private record Pending(SeriesQuery query, CompletionStage<Page> page) {}

  SeriesPages(Archive archive, Iterator<SeriesQuery> queries) {
    this.archive = archive;
    this.queries = queries;
  }

  @Override
  public boolean hasNext() {
    while (pending.size() < AHEAD && queries.hasNext()) {
      pending.addLast(read(queries.next()));
    }
    return !pending.isEmpty();
  }

  private Pending read(SeriesQuery query) {
    return new Pending(query, archive.readPageAsync(query));
  }

  @Override
  public Read next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Pending first = pending.removeFirst();
    Page page = page(first);
    page.next().ifPresent(rest -> pending.addFirst(read(rest)));
    return new Read(first.query(), page);
  }

  /** Waits for a page; an empty one if the record was deleted meanwhile. */
  private static Page page(Pending read) {
    try {
      return Futures.await(read.page());
    } catch (UnknownMetadataException e) {
      return new Page(List.of(), Optional.empty());
    }
  }

  /** Returns the query that the next page answers; there has to be one. */
  SeriesQuery position() {
    return pending.getFirst().query();
  }
}
