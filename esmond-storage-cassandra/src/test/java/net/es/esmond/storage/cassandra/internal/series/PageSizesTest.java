package net.es.esmond.storage.cassandra.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.Series;
import org.junit.jupiter.api.Test;

class PageSizesTest {
  private static final Series SERIES = Series.base("a", EventType.PACKET_TRACE);
  private static final Series OTHER = Series.base("b", EventType.PACKET_TRACE);
  private static final int MEBIBYTE = 1 << 20;

  private final PageSizes sizes = PageSizes.ofTexts();

  @Test
  void a_series_never_read_is_asked_for_one_row() {
    assertThat(sizes.rows(SERIES)).isEqualTo(1);
    assertThat(PageSizes.ofNumbers().rows(SERIES)).isEqualTo(5000);
  }

  @Test
  void small_rows_are_asked_for_by_the_hundred_soon() {
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(sizes.rows(SERIES));
      sizes.learn(SERIES, 2_000);
    }

    assertThat(rows).containsExactly(1, 8, 64, 500);
    assertThat(sizes.rows(OTHER)).as("rows of a series that was not read").isEqualTo(1);
  }

  @Test
  void large_rows_are_asked_for_one_by_one() {
    sizes.learn(SERIES, 100);
    sizes.learn(SERIES, 100);
    sizes.learn(SERIES, 3_800_000);

    assertThat(sizes.rows(SERIES)).isEqualTo(1);
    sizes.learn(SERIES, MEBIBYTE);
    assertThat(sizes.rows(SERIES)).isEqualTo(4);
  }

  @Test
  void an_answer_without_rows_teaches_nothing() {
    sizes.learn(SERIES, 0);

    assertThat(sizes.rows(SERIES)).isEqualTo(1);
  }

  @Test
  void after_an_answer_too_large_the_next_has_one_row() {
    for (int i = 0; i < 5; i++) {
      sizes.learn(SERIES, 100);
    }
    sizes.tooLarge(SERIES);

    assertThat(sizes.rows(SERIES)).isEqualTo(1);
  }
}
