package net.es.esmond.storage.sql.internal.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import net.es.esmond.storage.metadata.MetadataQuery;
import net.es.esmond.storage.metadata.MetadataQueryBuilder;
import org.junit.jupiter.api.Test;

class SearchConditionsTest {
  private static String sql(int parameters) {
    MetadataQueryBuilder query = MetadataQuery.builder();
    for (int i = 0; i < parameters; i++) {
      query.parameter("name-" + i, "value");
    }
    return SearchConditions.of(query.build(), true).selectPage();
  }

  @Test
  void any_number_of_free_parameters_is_planned_alike() {
    assertThat(sql(300)).isEqualTo(sql(5)).isNotEqualTo(sql(4));
    assertThat(sql(4)).hasSizeGreaterThan(sql(3).length());
  }
}
