package net.es.esmond.storage.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListedTest {

  @Test
  void a_short_list_is_written_whole() {
    assertThat(Listed.of(List.of(), ", ")).isEmpty();
    assertThat(Listed.of(List.of("a"), ", ")).isEqualTo("a");
    assertThat(Listed.of(IntStream.rangeClosed(1, 20).boxed().toList(), ";"))
        .isEqualTo("1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20");
  }

  @Test
  void a_long_list_ends_with_the_count_of_the_rest() {
    assertThat(Listed.of(IntStream.rangeClosed(1, 118).boxed().toList(), ", "))
        .startsWith("1, 2, 3")
        .endsWith("19, 20, and 98 more");
  }
}
