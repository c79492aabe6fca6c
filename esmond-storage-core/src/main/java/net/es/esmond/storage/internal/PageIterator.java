package net.es.esmond.storage.internal;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;

/** Walks a query's points, fetching a page when the one before is used up. For one thread. */
public final class PageIterator implements Iterator<Point> {
  private final Function<SeriesQuery, Page> fetch;
  private Optional<SeriesQuery> next;
  private Iterator<Point> page = Collections.emptyIterator();

  public PageIterator(Function<SeriesQuery, Page> fetch, SeriesQuery query) {
    this.fetch = fetch;
    this.next = Optional.of(query);
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && next.isPresent()) {
      Page fetched = fetch.apply(next.get());
      page = fetched.points().iterator();
      next = fetched.next();
    }
    return page.hasNext();
  }

  @Override
  public Point next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
