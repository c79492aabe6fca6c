package net.es.esmond.storage.internal.read;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Iterates over a query's points. From the second page on, the next page is fetched while one is
 * consumed. A caller that needs only the first page causes no second fetch. For one thread.
 */
public final class PageIterator implements Iterator<Point> {
  private final Function<SeriesQuery, Supplier<Page>> fetch;
  private Optional<SeriesQuery> next;
  private Optional<Supplier<Page>> fetching = Optional.empty();
  private Iterator<Point> page = Collections.emptyIterator();
  private boolean pastFirstPage;

  /**
   * Creates an iterator.
   *
   * @param fetch starts to fetch a page; the supplier waits for that page
   * @param query the query of the first page
   */
  public PageIterator(Function<SeriesQuery, Supplier<Page>> fetch, SeriesQuery query) {
    this.fetch = fetch;
    this.next = Optional.of(query);
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && next.isPresent()) {
      nextPage();
    }
    return page.hasNext();
  }

  private void nextPage() {
    Supplier<Page> coming =
        fetching.orElseGet(() -> fetch.apply(next.orElseThrow(NoSuchElementException::new)));
    // If the fetch fails, a caller that continues asks once more.
    fetching = Optional.empty();
    Page fetched = coming.get();
    page = fetched.points().iterator();
    next = fetched.next();
    if (pastFirstPage) {
      fetching = next.map(fetch);
    }
    pastFirstPage = true;
  }

  @Override
  public Point next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
