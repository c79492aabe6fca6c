package net.es.esmond.storage.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;

class PageLinksTest {
  private static PageLinks links(String query, long limit, long offset, long total) {
    return new PageLinks(
        URI.create("http://ma.example.net/archive/" + query), limit, offset, total);
  }

  @Test
  void a_page_in_the_middle_has_both_links() {
    PageLinks page = links("?source=a+b&offset=4&limit=2&event-type=%C3%BC&note", 2, 4, 7);

    String parameters = "?event-type=%C3%BC&limit=2&note=";
    assertThat(page.next())
        .contains("http://ma.example.net/archive/" + parameters + "&offset=6&source=a+b");
    assertThat(page.previous())
        .contains("http://ma.example.net/archive/" + parameters + "&offset=2&source=a+b");
    assertThat(page.header())
        .contains(
            "<"
                + page.next().orElseThrow()
                + ">; rel=\"next\", <"
                + page.previous().orElseThrow()
                + ">; rel=\"prev\"");
  }

  @Test
  void the_link_to_the_first_page_has_no_offset() {
    assertThat(links("?offset=1", 1500, 1, 3).previous())
        .contains("http://ma.example.net/archive/?limit=1500");
    assertThat(links("?offset=1500", 1500, 1500, 1501).previous())
        .contains("http://ma.example.net/archive/?limit=1500");
  }

  @Test
  void a_single_page_has_no_links() {
    for (PageLinks page : new PageLinks[] {links("", 2, 0, 2), links("", Long.MAX_VALUE, 0, 9)}) {
      assertThat(page.previous()).isEmpty();
      assertThat(page.next()).isEmpty();
      assertThat(page.header()).isEmpty();
    }
  }

  @Test
  void numbers_out_of_range_are_refused() {
    assertThatThrownBy(() -> links("", 0, 0, 0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> links("", 1, -1, 0)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> links("", 1, 0, -1)).isInstanceOf(InvalidInputException.class);
  }
}
