package net.es.esmond.storage.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonTextTest {

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1.0|1.0",
        "1e-4|0.0001",
        "1e-5|1e-05",
        "1e15|1000000000000000.0",
        "1e16|1e+16",
        "1e22|1e+22",
        "1e23|1e+23",
        "9007199254740993.0|9007199254740992.0",
        "2e-3|0.002",
        "1.1e300|1.1e+300",
        "5e-324|5e-324",
        "2.2250738585072014e-308|2.2250738585072014e-308",
        "4.35|4.35",
        "562949953421312.25|562949953421312.2",
        "562949953421312.75|562949953421312.8",
        "5.684341886080802e-14|5.684341886080802e-14",
        "9.5e-323|9.4e-323",
        "2e-323|2e-323",
        "1e-7|1e-07",
        "-1.5e-10|-1.5e-10",
        "100.5|100.5",
        "-0.0|-0.0",
        "-0|0",
        "1e400|inf",
        "123456789012345678901234567890|123456789012345678901234567890",
        "true|True",
        "null|None",
        "[1,\"a\",null,true,0.5]|[1, 'a', None, True, 0.5]",
        "{\"k\":\"it's\",\"z\":[]}|{'k': \"it's\", 'z': []}",
        "[\"it's \\\"q\\\"\"]|['it\\'s \"q\"']",
        "[\"\\u0000\\n\\u00a0\\u200b\\ud83d\\ude00\"]|['\\x00\\n\\xa0\\u200b\uD83D\uDE00']",
        "\"Stra\u00dfe\"|Stra\u00dfe"
      })
  void a_json_value_reads_as_in_python(String json, String python) throws IOException {
    assertThat(PythonText.str(new ObjectMapper().readTree(json))).isEqualTo(python);
  }

  @Test
  void any_float_reads_back_as_itself() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(PythonFloat.repr(value)))
            .as("seed %d", seed)
            .isEqualTo(value);
      }
    }
  }
}
