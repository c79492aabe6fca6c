package net.es.esmond.storage.sql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource({
    "08006, CONNECTION",
    "57P01, CONNECTION",
    "25006, CONNECTION",
    "25P03, CONNECTION",
    "53300, CONNECTION",
    "53100, EXHAUSTED",
    "40003, EXHAUSTED",
    "53200, EXHAUSTED",
    "53400, EXHAUSTED",
    "58030, EXHAUSTED",
    "58P01, EXHAUSTED",
    "40P01, CONFLICT",
    "40001, CONFLICT",
    "55P03, CONFLICT",
    "57014, TIMEOUT",
    "28P01, CREDENTIALS",
    "28000, CREDENTIALS",
    "22021, UNTRANSLATABLE_TEXT",
    "22P05, UNTRANSLATABLE_TEXT",
    "23505, REFUSED",
    "42501, REFUSED",
    "3D000, REFUSED",
    "XX000, REFUSED",
  })
  void an_sql_state_has_a_meaning(String sqlState, SqlStates.Meaning meaning) {
    assertThat(SqlStates.of(new SQLException("any", sqlState))).isEqualTo(meaning);
  }

  @Test
  void a_pool_without_a_connection_gives_no_state() {
    assertThat(SqlStates.of(new SQLException("timed out"))).isEqualTo(SqlStates.Meaning.CONNECTION);
  }
}
