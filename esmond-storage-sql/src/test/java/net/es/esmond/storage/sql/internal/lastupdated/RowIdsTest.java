package net.es.esmond.storage.sql.internal.lastupdated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowIdsTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "0", "7,8,9", "100,123", "2147483640,2147483647", "549755813887"})
  void ids_close_to_each_other_fit_in_a_long(String list) {
    long[] ids = ids(list);

    long packed = RowIds.pack(ids);

    assertThat(packed).isNotEqualTo(RowIds.UNKNOWN);
    assertThat(RowIds.unpack(packed)).isEqualTo(ids);
    assertThat(RowIds.count(packed)).isEqualTo(ids.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1,25", "-3", "1,2,9000000000000000000", "549755813888"})
  void others_are_looked_up_each_time(String list) {
    assertThat(RowIds.pack(ids(list))).isEqualTo(RowIds.UNKNOWN);
  }

  @Test
  void an_unknown_number_of_rows_is_taken_for_one() {
    assertThat(RowIds.count(RowIds.UNKNOWN)).isEqualTo(1);
  }

  private static long[] ids(String list) {
    return list.isEmpty()
        ? new long[0]
        : java.util.Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
  }
}
