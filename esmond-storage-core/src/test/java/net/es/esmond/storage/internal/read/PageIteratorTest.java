package net.es.esmond.storage.internal.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.SeriesQuery;
import org.junit.jupiter.api.Test;

class PageIteratorTest {
  private static final int PAGES = 4;

  private final List<SeriesQuery> asked = new ArrayList<>();
  private final PageIterator<Page, Point> points =
      new PageIterator<>(
          this::fetch,
          Page::points,
          Page::next,
          SeriesQuery.base("key", "throughput").limit(PAGES));

  @Test
  void the_pages_follow_one_another() {
    List<Long> times = new ArrayList<>();
    points.forEachRemaining(point -> times.add(point.time().getEpochSecond()));

    assertThat(times).containsExactly(4L, 3L, 2L, 1L);
    assertThatThrownBy(points::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void nothing_is_fetched_unasked_nor_prefetched_behind_the_first_page() {
    assertThat(asked).isEmpty();

    points.next();

    assertThat(asked).hasSize(1);
  }

  @Test
  void from_the_second_page_on_the_next_is_prefetched() {
    points.next();
    points.next();

    assertThat(asked).hasSize(3);
  }

  /** Each page has one point, and the limit tells how many pages are left. */
  private Supplier<Page> fetch(SeriesQuery query) {
    asked.add(query);
    long left = query.limit();
    Point point = new Point(Instant.ofEpochSecond(left), new IntegerValue(left));
    Optional<SeriesQuery> rest = left == 1 ? Optional.empty() : Optional.of(query.limit(left - 1));
    return () -> new Page(List.of(point), rest);
  }
}
