package net.es.esmond.storage.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.es.esmond.storage.cluster.ConsistencyLevel;
import net.es.esmond.storage.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTokenTest {
  private static final String KEY = "0cb19291c1f84fd6ac3ae5ba2ec7ca4a";

  static List<SeriesQuery> queries() {
    SeriesQuery all = SeriesQuery.base(KEY, "throughput");
    return List.of(
        all,
        SeriesQuery.base("key with é, : and €", "histogram-owdelay"),
        SeriesQuery.summary(KEY, "packet-loss-rate", "aggregation", 86_400)
            .between(Instant.parse("2014-01-02T03:04:05.678Z"), Instant.MAX)
            .newestFirst(true)
            .limit(17)
            .pageSize(3)
            .at(ConsistencyLevel.LOCAL_QUORUM),
        all.offset(5_000_000_000L));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void a_query_comes_back_from_its_token(SeriesQuery query) {
    assertThat(query.token()).matches("[A-Za-z0-9_-]{60,200}");
    assertThat(SeriesQuery.ofToken(query.token())).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b", "a\ud800b"})
  void a_key_that_no_record_can_have_is_refused(String key) {
    assertThatThrownBy(() -> SeriesQuery.base(key, "throughput"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("metadata-key: must ");
  }

  @Test
  void the_longest_key_has_a_token() {
    String longest = "\ud83d\ude00".repeat(128);

    SeriesQuery query = SeriesQuery.base(longest, "throughput");

    assertThat(SeriesQuery.ofToken(query.token())).isEqualTo(query);
    assertThatThrownBy(() -> SeriesQuery.base(longest + "x", "throughput"))
        .isInstanceOf(InvalidInputException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AQ", "not base64!", "AAAA", "é", "////"})
  void other_text_is_refused(String text) {
    assertThatThrownBy(() -> SeriesQuery.ofToken(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("page-token: must be one that a query gave, but was '" + text + "'");
  }

  @Test
  void a_token_cut_extended_or_changed_anywhere_is_refused() {
    String token = queries().get(2).token();
    Random random = new Random(7);
    for (int i = 0; i < token.length(); i++) {
      String cut = token.substring(0, i);
      assertThatThrownBy(() -> SeriesQuery.ofToken(cut)).isInstanceOf(InvalidInputException.class);
      char other = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(random.nextInt(26));
      if (other != token.charAt(i) && i < token.length() - 1) {
        String changed = cut + other + token.substring(i + 1);
        assertThatThrownBy(() -> SeriesQuery.ofToken(changed))
            .isInstanceOf(InvalidInputException.class);
      }
    }
    assertThatThrownBy(() -> SeriesQuery.ofToken(token + "AAAA"))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> SeriesQuery.ofToken(token.repeat(100)))
        .isInstanceOf(InvalidInputException.class);
  }
}
