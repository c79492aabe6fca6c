package net.es.esmond.storage.internal.read;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.es.esmond.storage.series.SeriesQuery;

/**
 * Iterates over what a query finds. From the second page on, the next page is fetched while one is
 * consumed. A caller that needs only the first page causes no second fetch. For one thread.
 *
 * @param <P> type of the pages
 * @param <T> type of what is on a page
 */
public final class PageIterator<P, T> implements Iterator<T> {
  private final Function<SeriesQuery, Supplier<P>> fetch;
  private final Function<P, List<T>> content;
  private final Function<P, Optional<SeriesQuery>> rest;
  private Optional<SeriesQuery> next;
  private Optional<Supplier<P>> fetching = Optional.empty();
  private Iterator<T> page = Collections.emptyIterator();
  private boolean pastFirstPage;

  /**
   * Creates an iterator.
   *
   * @param fetch starts to fetch a page; the supplier waits for that page
   * @param content returns what is on a page
   * @param rest returns the query for the page that follows
   * @param query the query of the first page
   */
  public PageIterator(
      Function<SeriesQuery, Supplier<P>> fetch,
      Function<P, List<T>> content,
      Function<P, Optional<SeriesQuery>> rest,
      SeriesQuery query) {
    this.fetch = fetch;
    this.content = content;
    this.rest = rest;
    this.next = Optional.of(query);
  }

  /** Returns the remaining elements as a stream, which needs no closing. */
  public Stream<T> stream() {
    Iterable<T> once = () -> this;
    return StreamSupport.stream(once.spliterator(), false);
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && next.isPresent()) {
      nextPage();
    }
    return page.hasNext();
  }

  private void nextPage() {
    Supplier<P> coming =
        fetching.orElseGet(() -> fetch.apply(next.orElseThrow(NoSuchElementException::new)));
    // If the fetch fails, a caller that continues asks once more.
    fetching = Optional.empty();
    P fetched = coming.get();
    page = content.apply(fetched).iterator();
    next = rest.apply(fetched);
    if (pastFirstPage) {
      fetching = next.map(fetch);
    }
    pastFirstPage = true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
